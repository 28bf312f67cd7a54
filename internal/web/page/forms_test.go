package page

import (
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// TestClient says who a request counts as: what a proxy in front adds last, and
// of an IPv6 address its network.
func TestClient(t *testing.T) {
	for _, tt := range []struct {
		name, header string
		lines        []string
		want         string
	}{
		{"no proxy", "", []string{"9.9.9.9"}, "0.0.0.0"},
		{"the last of one line", "X-Forwarded-For", []string{"6.6.6.6, 1.2.3.4"}, "1.2.3.4"},
		{"the last of two lines", "X-Forwarded-For", []string{"6.6.6.6", "1.2.3.4"}, "1.2.3.4"},
		{"a port", "X-Forwarded-For", []string{"1.2.3.4:5678"}, "1.2.3.4"},
		{"a network of IPv6", "X-Forwarded-For", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		{"IPv6 with a port", "X-Forwarded-For", []string{"[2001:db8:1:2::9]:443"}, "2001:db8:1:2::/64"},
		{"IPv4 in IPv6", "X-Forwarded-For", []string{"::ffff:1.2.3.4"}, "1.2.3.4"},
		{"no such header", "X-Forwarded-For", nil, "0.0.0.0"},
	} {
		app := fiber.New()
		var request fasthttp.RequestCtx
		for _, line := range tt.lines {
			request.Request.Header.Add("X-Forwarded-For", line)
		}
		c := app.AcquireCtx(&request)
		if got := Client(c, tt.header); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		app.ReleaseCtx(c)
	}
}
