package api

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/match"
)

// parameter is one parameter of a path, as OpenAPI describes it.
type parameter struct {
	name, in, about string
	required        bool
	// many is true for one that may be repeated.
	many   bool
	values []string
}

var listingParameters = []parameter{{name: "id", in: "path", about: "The listing's id, or the last part of its page's address.", required: true}}

var suggestParameters = []parameter{{name: "q", in: "query", about: "What has been typed so far."}}

var searchParameters = []parameter{
	{name: "q", about: "Words. A phrase between quotation marks is met exactly."},
	{name: "near", about: "A postcode, outward code, town or area, or latitude,longitude."},
	{name: "within", about: "A distance like 5km, 2mi or 800m; needs near."},
	{name: "kind", many: true, values: words(directory.Kinds())},
	{name: "cost", about: "free, or the most in pounds."},
	{name: "access", many: true, about: "Each one asked for is needed.", values: words(directory.AccessFeatures())},
	{name: "joining", many: true, values: words(directory.Joinings())},
	{name: "area", many: true, about: "An area served, by its words, outward code or council code."},
	{name: "led", many: true, about: "Who leads it.", values: words(directory.LedBys())},
	{name: "day", many: true, values: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}},
	{name: "time", many: true, values: []string{"morning", "afternoon", "evening"}},
	{name: "age", about: "A person's age in years."},
	{name: "online", about: "yes for what can be joined online, no for what can be joined in person."},
	{name: "language", many: true, about: "A language code, like pl."},
	{name: "organisation", many: true, about: "An organisation's id."},
	{name: "source", many: true, about: "The name of a feed."},
	{name: "sort", values: words(directory.Sorts())},
	{name: "limit", about: "Results on a page: 20 unless told, 100 at most."},
	{name: "cursor", about: "next_cursor of the page before."},
}

func words[T ~string](in []T) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = string(s)
	}
	return out
}

// openAPI answers GET /openapi.json. The description is made from the routes
// and the answers' own types, so that it cannot say otherwise.
func (h handlers) openAPI(c *fiber.Ctx, _ context.Context) error {
	return c.JSON(Describe(h.Version, h.BaseURL))
}

// Describe gives the OpenAPI 3.1 description of the API.
func Describe(version, baseURL string) map[string]any {
	paths := map[string]any{}
	for _, r := range routes() {
		o := map[string]any{"summary": r.summary, "operationId": operation(r.path), "responses": responses(r.answer)}
		if len(r.parameters) > 0 {
			o["parameters"] = describeParameters(r.parameters)
		}
		if r.body != "" {
			o["requestBody"] = map[string]any{"required": true, "content": content("application/json", reference(r.body))}
		}
		paths[strings.ReplaceAll(r.path, ":id", "{id}")] = map[string]any{strings.ToLower(r.method): o}
	}
	schemas := map[string]any{}
	for name, t := range map[string]reflect.Type{
		"SearchAnswer": reflect.TypeFor[SearchAnswer](), "SuggestAnswer": reflect.TypeFor[SuggestAnswer](),
		"MatchAnswer": reflect.TypeFor[MatchAnswer](), "Problem": reflect.TypeFor[Problem](),
	} {
		schemas[name] = schema(t)
	}
	schemas["MatchRequest"] = matchRequest()
	schemas["Listing"] = map[string]any{"type": "object", "required": []string{"id", "slug", "kind", "name", "status", "joining", "organization", "version"},
		"properties": map[string]any{
			"id": map[string]any{"type": "string"}, "slug": map[string]any{"type": "string"}, "kind": map[string]any{"type": "string", "enum": words(directory.Kinds())},
			"name": map[string]any{"type": "string"}, "status": map[string]any{"type": "string", "enum": words(directory.Statuses())},
			"joining": map[string]any{"type": "string", "enum": words(directory.Joinings())}, "organization": map[string]any{"type": "object"},
			"version": map[string]any{"type": "integer"},
		}, "additionalProperties": true}
	return map[string]any{
		"openapi": "3.1.0",
		"info":    map[string]any{"title": "Alongside", "version": version, "description": "Local activities, groups and opportunities, near and fitting."},
		"servers": []any{map[string]any{"url": strings.TrimSuffix(baseURL, "/") + "/api/v1"}},
		"paths":   paths, "components": map[string]any{"schemas": schemas},
	}
}

func operation(path string) string {
	return strings.NewReplacer("/:id", "", "/", "", ".json", "").Replace(path)
}

func content(kind string, schema any) map[string]any {
	return map[string]any{kind: map[string]any{"schema": schema}}
}

func reference(name string) map[string]any {
	return map[string]any{"$ref": "#/components/schemas/" + name}
}

func responses(answer string) map[string]any {
	ok := map[string]any{"description": "The answer"}
	if answer == "" {
		ok["content"] = content("application/json", map[string]any{"type": "object"})
	} else {
		ok["content"] = content("application/json", reference(answer))
	}
	return map[string]any{"200": ok, "default": map[string]any{
		"description": "What went wrong, with a sentence for people",
		"content":     content("application/problem+json", reference("Problem")),
	}}
}

// matchRequest describes a profile: nothing in it is required.
func matchRequest() map[string]any {
	out := schema(reflect.TypeFor[match.Request]())
	delete(out, "required")
	about := func(name, text string, values ...string) {
		p := out["properties"].(map[string]any)[name].(map[string]any)
		if text != "" {
			p["description"] = text
		}
		if items, many := p["items"].(map[string]any); many {
			p = items
		}
		if len(values) > 0 {
			p["enum"] = values
		}
	}
	about("say", "What the person says, in their own words.")
	about("strengths", "Ids of concepts, or words; so are interests, hopes and avoid.")
	about("near", "A postcode, outward code, town or area, or latitude,longitude.")
	about("within", "A distance like 5km, 2mi or 800m.")
	about("travel", "", append(words(match.Travels()), "")...)
	about("free", "Parts of the week that suit: tue-morning, sat or evening.")
	about("access", "What has to be there: ids of concepts of access.")
	about("cost_max", "free, or the most in pounds.")
	about("company", "What company suits: the id of a concept of company.")
	about("languages", "Language codes, like pl.")
	about("joining", "The ways in that are open to the person.", words(directory.Joinings())...)
	about("take_part", "", append(words(match.TakeParts()), "")...)
	about("without", "Keys of what was understood and is taken back.")
	about("limit", fmt.Sprintf("Matches wanted: %d unless told, %d at most.", match.DefaultLimit, match.MaxLimit))
	about("lang", "The language that is spoken.")
	return out
}

func describeParameters(ps []parameter) []any {
	out := make([]any, 0, len(ps))
	for _, p := range ps {
		value := map[string]any{"type": "string"}
		if len(p.values) > 0 {
			value["enum"] = p.values
		}
		if p.many {
			value = map[string]any{"type": "array", "items": value}
		}
		in := p.in
		if in == "" {
			in = "query"
		}
		d := map[string]any{"name": p.name, "in": in, "required": p.required, "schema": value}
		if p.about != "" {
			d["description"] = p.about
		}
		out = append(out, d)
	}
	return out
}

// schema describes a Go type as JSON Schema, following its JSON tags: what has
// no omitempty is required, a pointer may be null.
func schema(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		inner := schema(t.Elem())
		if kind, ok := inner["type"].(string); ok && kind != "object" {
			inner["type"] = []string{kind, "null"}
			return inner
		}
		return map[string]any{"anyOf": []any{inner, map[string]any{"type": "null"}}}
	case reflect.Struct:
		if t == reflect.TypeFor[Found]() {
			return schema(reflect.TypeFor[Result]())
		}
		properties, required := map[string]any{}, []string{}
		for i := range t.NumField() {
			name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name == "" || name == "-" {
				continue
			}
			properties[name] = schema(t.Field(i).Type)
			if !strings.Contains(options, "omitempty") {
				required = append(required, name)
			}
		}
		return map[string]any{"type": "object", "properties": properties, "required": required}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schema(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schema(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Interface:
		return map[string]any{} // any value
	}
	return map[string]any{"type": "string"}
}
