package ovh

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/account"
)

// The words that the API's schema (support.json) knows for a new ticket.
func ticketWords() map[string][]string {
	return map[string][]string{
		"category": {"assistance", "billing", "incident"},
		"product": {
			"adsl", "cdn", "dedicated", "dedicated-billing", "dedicated-other", "dedicatedcloud", "domain", "exchange", "fax",
			"hosting", "housing", "iaas", "mail", "network", "publiccloud", "sms", "ssl", "storage", "telecom-billing",
			"telecom-other", "vac", "voip", "vps", "web-billing", "web-other",
		},
		"subcategory": {"alerts", "autorenew", "bill", "down", "inProgress", "new", "other", "perfs", "start", "usage"},
		"type":        {"criticalIntervention", "genericRequest"},
		"urgency":     {"high", "low", "medium"},
		"impact":      {"high", "low", "medium"},
	}
}

// TicketCall is how a letter is sent: what is shown to a person before, and goes out as it was shown. It fails for what
// the API would refuse.
func (c *Client) TicketCall(l account.Letter) (account.Call, error) {
	call := account.Call{Method: http.MethodPost, Path: "/support/tickets/" + url.PathEscape(l.Ticket) + "/" + string(l.Kind)}
	if l.Kind == account.Close {
		return call, nil
	}
	if strings.TrimSpace(l.Body) == "" {
		return call, fmt.Errorf("there is no message: OVHcloud takes no empty one")
	}
	body := map[string]any{"body": l.Body}
	if l.Kind == account.NewTicket {
		call.Path = "/support/tickets/create"
		if strings.TrimSpace(l.Subject) == "" {
			return call, fmt.Errorf("there is no subject: OVHcloud takes no ticket without one")
		}
		body["subject"] = l.Subject
		if l.Service != "" {
			body["serviceName"] = l.Service
		}
		for name, value := range map[string]string{
			"category": l.Category, "product": l.Product, "subcategory": l.Subcategory,
			"type": l.Type, "urgency": l.Urgency, "impact": l.Impact,
		} {
			known := ticketWords()[name]
			switch {
			case value == "":
			case !slices.Contains(known, value):
				return call, fmt.Errorf("%q is no %s of a ticket; OVHcloud knows %s", value, name, strings.Join(known, ", "))
			default:
				body[name] = value
			}
		}
	}
	var err error
	call.Body, err = json.Marshal(body)
	if err != nil {
		return call, fmt.Errorf("writing the ticket as JSON: %w", err)
	}
	return call, nil
}

// SendLetter sends a letter, once: see Send.
func (c *Client) SendLetter(ctx context.Context, l account.Letter) (account.Receipt, error) {
	call, err := c.TicketCall(l)
	if err != nil {
		return account.Receipt{}, err
	}
	if l.Kind != account.NewTicket {
		receipt, err := c.Send(ctx, call, nil)
		receipt.Ticket, receipt.Number = l.Ticket, l.Number
		return receipt, err
	}
	var made struct {
		Ticket number `json:"ticketId"`
		Number number `json:"ticketNumber"`
		Notice string `json:"additionalNotice"`
	}
	receipt, err := c.Send(ctx, call, &made)
	receipt.Ticket, receipt.Number, receipt.Notice = string(made.Ticket), made.Number.shown(), made.Notice
	return receipt, err
}

// Suggest fills in what a ticket about an outage of a resource is filed under, in the API's words, where nobody has said
// it.
func Suggest(l account.Letter, kind account.Kind) account.Letter {
	product := map[account.Kind]string{
		account.DedicatedServer: "dedicated", account.VPS: "vps", account.CloudProject: "publiccloud", account.Instance: "publiccloud",
		account.Volume: "publiccloud", account.CloudDatabase: "publiccloud", account.WebHosting: "hosting", account.Database: "hosting",
		account.Domain: "domain", account.Zone: "domain", account.MailDomain: "mail", account.EmailPro: "mail",
		account.Exchange: "exchange", account.IPBlock: "network", account.LoadBalancer: "network",
		account.BackupStorage: "storage", account.NAS: "storage",
	}[kind]
	l.Category = cmp.Or(l.Category, "incident")
	l.Product = cmp.Or(l.Product, product)
	if l.Category == "incident" {
		l.Subcategory = cmp.Or(l.Subcategory, "down")
	}
	return l
}
