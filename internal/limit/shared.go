package limit

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// taking is table.take in Redis. A bucket there is a name without a value: the
// time that it is still kept for is the time in which it is full again, so
// that nothing is held for longer than it counts. It gives whether one was
// taken, and the time in which the bucket is full again after that.
//
// A bucket that is further off than it can be (the clock of Redis was set back)
// is put right.
var taking = redis.NewScript(`
local every, holds = tonumber(ARGV[1]), tonumber(ARGV[2])
local used = redis.call('PTTL', KEYS[1])
if used < 0 then used = 0 end
if used > holds then
  used = holds
  redis.call('PEXPIRE', KEYS[1], holds)
end
if used + every > holds then return {0, used} end
redis.call('SET', KEYS[1], '', 'PX', used + every)
return {1, used + every}
`)

// share lets Redis decide, in one round trip; a second one teaches it the
// script after it was started anew. answered is false when Redis is lost, slow,
// full or knows no secret of today.
func (l *Limiter) share(ctx context.Context, limit Limit, key string) (ok bool, used time.Duration, answered bool) {
	secret := l.o.Secret()
	if len(secret) < leastSecret {
		return false, 0, false
	}
	name := hash(secret, limit, key).name()
	l.o.Redis.Ask(ctx, func(ctx context.Context, c redis.Cmdable) error {
		got, err := taking.Run(ctx, c, []string{name}, limit.every().Milliseconds(), limit.holds().Milliseconds()).Int64Slice()
		if answered = err == nil && len(got) == 2; answered {
			ok, used = got[0] == 1, time.Duration(got[1])*time.Millisecond
		}
		// One that is full or may only be read answers the cache still.
		if _, refused := errors.AsType[redis.Error](err); refused {
			return nil
		}
		return err
	})
	return ok, used, answered
}
