package page

const (
	wantsABrowser = "a protection in front of the site wants to see a browser: what is behind it cannot be told"
	turnedUsAway  = "a protection in front of the site turned us away: what is behind it cannot be told"
)

// challengePages are shown by what stands in front of a site to whoever may be no human.
var challengePages = []rule{
	{name: "ddos-guard", says: wantsABrowser, most: 1000, title: []string{"ddos-guard$"}, text: []string{"ddos protection by ddos-guard", "checking your browser before accessing the website"}},
	{
		name: "cloudflare-challenge", says: wantsABrowser, most: 1000, headers: []string{"cf-mitigated: challenge"},
		title: []string{"just a moment...$", "un instant...$", "een moment geduld...$", "please wait... | cloudflare", "ddos protection by cloudflare"},
		text: []string{
			"checking your browser before accessing", "enable javascript and cookies to continue",
			"verify you are human by completing the action below", "vérifiez que vous êtes humain en effectuant l'action ci-dessous",
			"needs to review the security of your connection before proceeding",
			"doit vérifier la sécurité de votre connexion avant de continuer",
		},
	},
	{
		name: "cloudflare-block", says: turnedUsAway, most: 2000, headers: []string{"cf-mitigated: block"},
		title: []string{"attention required! | cloudflare", "access denied |"}, also: []string{"cloudflare"},
	},
	{
		name: "cloudflare-block", says: turnedUsAway, most: 2000,
		text: []string{"sorry, you have been blocked", "you are being rate limited", "désolé, vous avez été bloqué"}, also: []string{"ray id"},
	},
	{
		name: "sucuri", says: turnedUsAway, most: 2500, headers: []string{"x-sucuri-block:"},
		title: []string{"sucuri website firewall", "access denied - sucuri website firewall", "you are being redirected...$"},
	},
	{name: "imperva", says: wantsABrowser, most: 1000, text: []string{"request unsuccessful. incapsula incident id", "additional security check is required"}},
	{name: "imperva", says: wantsABrowser, most: 60, scripts: []string{"/_Incapsula_Resource"}, source: []string{`CONTENT="NOINDEX, NOFOLLOW"`, `CONTENT="noindex,nofollow"`, `content="noindex,nofollow"`}},
	{name: "datadome", says: wantsABrowser, most: 300, scripts: []string{"captcha-delivery.com"}},
	{name: "human-challenge", says: wantsABrowser, most: 800, scripts: []string{"captcha.px-cdn.net", "captcha.px-cloud.net"}, text: []string{"press & hold to confirm you are a human"}},
	{name: "akamai-block", says: turnedUsAway, most: 600, title: []string{"access denied$"}, also: []string{"reference #"}},
	{name: "aws-challenge", says: wantsABrowser, most: 400, headers: []string{"x-amzn-waf-action:"}, title: []string{"human verification$"}},
	{name: "anubis", says: wantsABrowser, most: 2500, title: []string{"making sure you're not a bot!"}},
	{name: "vercel-checkpoint", says: wantsABrowser, most: 400, headers: []string{"x-vercel-mitigated:"}, title: []string{"vercel security checkpoint"}},
	{
		name: "imunify360", says: wantsABrowser, most: 800, title: []string{"one moment, please...$"},
		text: []string{"please wait while your request is being verified", "access denied by imunify360 bot-protection", "webserver security by imunify360"},
	},
	{name: "wordfence", says: turnedUsAway, most: 2500, text: []string{"your access to this site has been limited by the site owner"}},
	{name: "captcha", says: wantsABrowser, most: 250, text: []string{
		"please complete the security check to access", "please solve this captcha to", "to continue, please confirm that you are not a robot",
		"pour continuer, veuillez confirmer que vous n'êtes pas un robot", "bevestig dat je geen robot bent om verder te gaan",
	}},
}

// LineIsCaught is what the rule of captive portals says.
const LineIsCaught = "the line that this machine is on wants a login first: what answered is not the site"

// portalPages are shown by hotels, trains and networks of guests instead of every page.
var portalPages = []rule{
	{name: CaptivePortal, says: LineIsCaught, most: 2500, title: []string{
		"captive portal", "portail captif", "web authentication redirect", "wi-fi login", "wifi login", "hotspot login", "mikrotik hotspot",
		"guest wifi login", "wifi guest login", "wi-fi gratuit - connexion",
	}},
	{name: CaptivePortal, says: LineIsCaught, most: 1500, text: []string{
		"you must log in to this network before you can access the internet", "log in to use this network", "please log in to this network", "log in to this network to access the internet", "sign in to the wi-fi network",
		"connectez-vous au réseau wi-fi pour accéder à internet", "vous devez vous authentifier pour accéder à internet",
		"meld u aan op het wifi-netwerk", "log in op het wifi-netwerk om te internetten",
	}},
}
