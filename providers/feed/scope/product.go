package scope

import (
	"cmp"
	"strings"

	"vigie/internal/account"
)

// products are the words of a title that tell its product; one with blanks around it is a whole word. The first that is found
// in the brackets counts, then the first in all of it.
var products = []struct {
	product account.Product
	words   []string
}{
	{account.ForPower, []string{"cool", "infrastruc", "infrastruture", "electric", "generator", " ups", "transformer"}},
	{account.ForPanel, []string{
		"control panel", "controlpanel", "manager ", " api ", "customer service", "customerservice", "customers service", "customer s service",
		"customer panel", "customerpanel", "support", "order funnel", "corporate",
	}},
	{account.ForLoadBalancer, []string{"loadbalanc", "load balanc"}},
	{account.ForPrivateCloud, []string{"private cloud", "privatecloud", " pcc ", "vmware", "vsphere", "vcenter", "nutanix", "veeam", "datastore"}},
	{account.ForDNS, []string{" dns "}},
	{account.ForDomain, []string{"domain ", "domains "}},
	{account.ForMail, []string{
		"mx plan", "mxplan", "email", "e mail", "exchange", "collaborative", "zimbra", "mailproxy", "mail server", "webmail", " mail ",
	}},
	{account.ForHosting, []string{"web hosting", "webhosting", "filerz", "webpaas"}},
	{account.ForDatabase, []string{"sql ", "database ", "databases ", "clouddb", "cloud db"}},
	{account.ForTelephony, []string{"voip", "telephon", "telecom", " sms ", " fax ", "overthebox", "xdsl", "fiber"}},
	{account.ForCloud, []string{
		"public cloud", "publiccloud", " pci ", "compute", "instance", "kubernetes", "container", "object storage", "block storage",
		"data & ", " ai ", "registry", "registries",
	}},
	{account.ForVPS, []string{" vps ", "virtual private server"}},
	{account.ForDedicated, []string{"dedicated server", "dedicatedserver", "bare metal", "baremetal"}},
	{account.ForStorage, []string{"storage", "nas ha", "nasha", "backup", "ftpback"}},
	{account.ForNetwork, []string{"network", "backbone", "vrack", "switch", "router", "peering"}},
}

// product is what a title is about; empty where no word tells. Web Cloud is a family of several products: web hosting is the
// greatest of them, and counts where nothing tells more; its infrastructure is not that of a building.
func product(title string) account.Product {
	brackets, _ := Head(title)
	brackets, title = spaced(brackets), spaced(title)
	if p := first(brackets, ""); p != "" {
		return p
	}
	if !strings.Contains(brackets, "web cloud") && !strings.Contains(brackets, "webcloud") {
		return first(title, "")
	}
	return cmp.Or(first(title, account.ForPower), account.ForHosting)
}

// spaced is a text in lower case with one blank around every word, and for every character that is in none.
func spaced(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r != '&' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
	return " " + strings.Join(words, " ") + " "
}

// first is the first product that is found in a text, but for one.
func first(text string, without account.Product) account.Product {
	for _, p := range products {
		for _, w := range p.words {
			if p.product != without && strings.Contains(text, w) {
				return p.product
			}
		}
	}
	return ""
}
