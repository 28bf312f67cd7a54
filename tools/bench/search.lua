-- Searches for wrk to ask of a server that holds what `alongside bench` makes:
-- ten words by five cities by four radii and kinds, in turn. Once all have been
-- asked they come again, so a server that is to search each time must be told
-- to keep no answers (--cache-bytes 0). docs/performance.md says how it is run.
local words = { "gardening", "walking", "choir", "knitting", "yoga", "cooking", "chess", "lunch", "computers", "befriending" }
local cities = { "Edinburgh", "Glasgow", "Aberdeen", "Dundee", "Inverness" }
local narrowings = { "within=5km", "within=10km&kind=group", "within=25km&kind=activity", "within=10km" }

local requests, at = {}, 0

function init()
  for _, narrowing in ipairs(narrowings) do
    for _, word in ipairs(words) do
      for _, city in ipairs(cities) do
        table.insert(requests, wrk.format("GET", "/api/v1/search?q=" .. word .. "&near=" .. city .. "&" .. narrowing))
      end
    end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
