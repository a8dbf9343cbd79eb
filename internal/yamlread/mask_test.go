package yamlread

import "testing"

func TestAnExcerptHidesWhatLetsSomebodyIn(t *testing.T) {
	for line, want := range map[string]string{
		`  application_secret: hunter2`:                `  application_secret: ****`,
		`  - { "api_key" : hunter2, every: 1s }`:       `  - { "api_key" : ****`,
		`url: https://a.example/?w=1&password=hunter2`: `url: https://a.example/?w=1&password=****`,
		`auth:`:                        `auth:`,
		`keywords: [a, b]`:             `keywords: [a, b]`,
		`- { name: Shop, every: 60s }`: `- { name: Shop, every: 60s }`,
		`PASSWORD=hunter2`:             `PASSWORD=****`,
	} {
		if got := mask(line); got != want {
			t.Errorf("%s is shown as %s, want %s", line, got, want)
		}
	}
}
