package public

import "testing"

func TestTiles(t *testing.T) {
	for url, want := range map[string]string{
		"": "", "https://tiles.example/{z}/{x}/{y}.png": "https://tiles.example",
		"https://{s}.tile.example:8443/{z}/{x}/{y}.png": "https://*.tile.example:8443",
	} {
		tiles := Tiles{URL: url}
		if err := tiles.Check(); err != nil || tiles.Source() != want {
			t.Errorf("%q: %q, %v", url, tiles.Source(), err)
		}
	}
	for _, url := range []string{"http://t.example/{z}/{x}/{y}.png", "//t.example/{z}/{x}/{y}", "https://tile-{s}.example/{z}/{x}/{y}", "https://t.example/", "https://t.example?{z}{x}", "rubbish"} {
		if (Tiles{URL: url}).Check() == nil {
			t.Errorf("%q was taken", url)
		}
	}
}
