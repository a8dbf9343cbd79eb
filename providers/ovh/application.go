package ovh

import "net/url"

// Application is in whose name a key is asked for: its key and its secret, as the options give them or as they stand where
// every OVH tool looks for them. Both are empty where there is none.
func Application(o Options) (key, secret string, err error) {
	o.AccessToken, o.ConsumerKey = "", notYet
	p, err := prototypeOf(o)
	if err != nil {
		return "", "", err
	}
	return p.AppKey, p.AppSecret, nil
}

// notYet stands in the place of a key that is asked for.
const notYet = "none yet"

// CreateAddress is the page on which a person makes an application for an endpoint; empty where the endpoint is unknown.
func CreateAddress(endpoint string) string {
	p, err := prototypeOf(Options{Endpoint: endpoint, ApplicationKey: notYet, ApplicationSecret: notYet, ConsumerKey: notYet})
	if err != nil {
		return ""
	}
	u, err := url.Parse(p.Endpoint())
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + "/createApp/"
}
