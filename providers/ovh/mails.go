package ovh

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"vigie/internal/account"
)

const (
	// mostMails is how many mails are read at most.
	mostMails = 100
	// longestMail is how much of one mail is kept, in bytes.
	longestMail = 16 << 10
)

// Mails are the newest mails that OVHcloud wrote to the owner of the account, the newest first and at most a hundred.
// A key that may not read them gets none, and Gaps says so.
func (c *Client) Mails(ctx context.Context) ([]account.Mail, error) {
	const path = "/v2/notification/history"
	const gap = "the mails of OVHcloud"
	if !c.may(path) {
		c.stock.gap(gap)
		return nil, nil
	}
	list := []account.Mail{}
	err := c.walk(ctx, path+"?"+url.Values{"sortCreatedAt": {"DESC"}}.Encode(), mostMails, func(raw json.RawMessage) bool {
		if m, ok := mail(raw); ok {
			list = append(list, m)
		}
		return len(list) < mostMails
	})
	switch {
	case denied(err):
		c.stock.gap(gap)
		return nil, nil
	case absent(err): // not every endpoint has them
		return list, nil
	case err != nil:
		return nil, fmt.Errorf("the mails could not be read: %w", err)
	}
	return list, nil
}

// mail takes in a notification.history.Notification; one that cannot be understood is left out.
func mail(raw []byte) (account.Mail, bool) {
	var d struct {
		ID       string    `json:"id"`
		Title    string    `json:"title"`
		Text     string    `json:"text"`
		HTML     string    `json:"html"`
		Priority string    `json:"priority"`
		Topics   []string  `json:"categories"`
		Created  time.Time `json:"createdAt"`
		Contacts []struct {
			To     string `json:"to"`
			Status string `json:"status"`
		} `json:"contacts"`
	}
	if json.Unmarshal(raw, &d) != nil || d.ID == "" {
		return account.Mail{}, false
	}
	m := account.Mail{
		Provider: provider, ID: d.ID, Time: d.Created, Title: d.Title, Body: d.Text, Priority: strings.ToLower(d.Priority), Topics: d.Topics,
	}
	if strings.TrimSpace(m.Body) == "" {
		m.Body = untag(d.HTML)
	}
	m.Body = cut(m.Body, longestMail)
	for _, to := range d.Contacts {
		m.Sent = append(m.Sent, account.Delivery{To: to.To, State: strings.ToLower(to.Status)})
	}
	return m, true
}

// Of a mail in HTML the words are wanted alone: what is no text, then where a line ends, then every tag.
var (
	noText  = regexp.MustCompile(`(?is)<(script|style|head)\b.*?</(script|style|head)\s*>|<!--.*?-->`)
	lineEnd = regexp.MustCompile(`(?i)<(br|/p|/div|/tr|/li|/h[1-6]|/table)\b[^>]*>`)
	tag     = regexp.MustCompile(`<[^>]*>`)
)

// untag is the text of a page.
func untag(page string) string {
	page = cut(page, 16*longestMail)
	page = noText.ReplaceAllString(page, " ")
	page = lineEnd.ReplaceAllString(strings.Join(strings.Fields(page), " "), "\n")
	page = html.UnescapeString(tag.ReplaceAllString(page, ""))
	var lines []string
	for line := range strings.SplitSeq(page, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// cut is s without what goes beyond n bytes, cut between two characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
