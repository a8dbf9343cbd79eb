package secretname

import "testing"

func TestWhatLetsSomebodyInIsKnownByItsName(t *testing.T) {
	for name, want := range map[string]struct{ is, may bool }{
		"password": {true, true}, "X-Api-Key": {true, true}, "application_secret": {true, true}, "access_token": {true, true},
		"Authorization": {true, true}, "PHPSESSID": {true, true}, "X-Amz-Signature": {true, true}, "Set-Cookie": {true, true}, "auth": {true, true},
		"passwd": {true, true}, "token_id": {true, true}, "code": {false, true}, "SAMLResponse": {false, true}, "state": {false, true},
		"keyword": {false, true}, "lang": {}, "page": {}, "url": {}, "status": {}, "X-Request-Id": {}, "": {},
	} {
		if Is(name) != want.is || May(name) != want.may {
			t.Errorf("%q lets somebody in: %t, or may: %t", name, Is(name), May(name))
		}
	}
}
