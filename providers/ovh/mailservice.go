package ovh

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"vigie/internal/account"
)

// foldMailDomain takes in an email.domain.DomainServiceWithIAM. No mail product tells its building.
func foldMailDomain(r *account.Resource, raw []byte) error {
	var d struct {
		Status string   `json:"status"`
		Filer  *int64   `json:"filerz"`
		IAM    metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.IAM.DisplayName, r.ID)
	r.State = d.IAM.state(d.Status)
	r.Domains = []string{hostLike(r.ID)}
	r.Place.Filer = ""
	if d.Filer != nil {
		r.Place.Filer = numbered("filer", fmt.Sprint(*d.Filer))
	}
	return nil
}

// foldMailService takes in an email.exchange.ExchangeServiceWithIAM or an email.pro.ServiceNativeWithIAM.
func foldMailService(r *account.Resource, raw []byte) error {
	var d struct {
		DisplayName string   `json:"displayName"`
		State       string   `json:"state"`
		Hostname    string   `json:"hostname"`
		IAM         metadata `json:"iam"`
	}
	if err := open(raw, &d); err != nil {
		return err
	}
	r.Name = cmp.Or(d.DisplayName, d.IAM.DisplayName, r.ID)
	r.State = d.IAM.state(d.State)
	r.Place.Host = hostName(d.Hostname)
	return nil
}

// exchangeServices lists the Exchange services of all organisations.
func exchangeServices(ctx context.Context, c *Client) ([]entry, error) {
	organisations, err := c.plain(ctx, "/email/exchange")
	if err != nil {
		return nil, err
	}
	list := []entry{}
	for _, o := range organisations {
		services, err := c.entries(ctx, o.path+"/service", "domain")
		if err != nil {
			return nil, err
		}
		list = append(list, services...)
	}
	return list, nil
}

// mailServer reads the addresses of the server of an Exchange or an Email Pro.
func mailServer(ctx context.Context, v *visit) error {
	var d struct {
		IP   string `json:"ip"`
		IPv6 string `json:"ipV6"`
	}
	if there, err := v.askIf(ctx, "/server", &d); !there {
		return err
	}
	v.change(func(r *account.Resource) { r.Addresses = addresses(d.IP, d.IPv6) })
	return nil
}

func mailDomains(ctx context.Context, v *visit) error {
	var domains []string
	if err := v.ask(ctx, "/domain", &domains); err != nil {
		return err
	}
	for i, d := range domains {
		domains[i] = strings.ToLower(d)
	}
	v.change(func(r *account.Resource) { r.Domains = domains })
	return nil
}
