package config

// Target reads the short form of a site: an address such as https://www.example.com, or example.com, tcp://host:port,
// tls://host:443, dns://name, ping://host, mail://domain, smtp://host:25, smtps://host, imap://host, imaps://host, pop3://host,
// pop3s://host. The error says what is wrong with it, without a password that may be in it.
func Target(s string) (Site, error) {
	d := newDraft()
	if err := d.address(text{value: s, written: s}); err != nil {
		return Site{}, err
	}
	return d.finish(), nil
}
