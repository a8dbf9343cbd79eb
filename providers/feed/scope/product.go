package scope

import (
	"cmp"
	"regexp"

	"vigie/internal/account"
)

// words of a title that tell its product. The first that is found in the brackets counts, then the first in all of it.
var products = []struct {
	words   *regexp.Regexp
	product account.Product
}{
	{regexp.MustCompile(`(?i)cool|infrastruct?ure|electric|generator|\bups[0-9]*\b|transformer`), account.ForPower},
	{regexp.MustCompile(`(?i)control ?panel|manager\b|\bapi\b|customer ?s?'? ?(service|panel)|support|order funnel|corporate`), account.ForPanel},
	{regexp.MustCompile(`(?i)load ?balanc`), account.ForLoadBalancer},
	{regexp.MustCompile(`(?i)private ?cloud|\bpcc\b|vmware|vsphere|vcenter|nutanix|veeam|datastore`), account.ForPrivateCloud},
	{regexp.MustCompile(`(?i)\bdns\b`), account.ForDNS},
	{regexp.MustCompile(`(?i)domains?\b`), account.ForDomain},
	{regexp.MustCompile(`(?i)mx ?plan|e-?mail|exchange|collaborative|zimbra|mailproxy|mail server|webmail|\bmail\b`), account.ForMail},
	{regexp.MustCompile(`(?i)web ?hosting|filerz|webpaas`), account.ForHosting},
	{regexp.MustCompile(`(?i)sql\b|databases?\b|cloud ?db`), account.ForDatabase},
	{regexp.MustCompile(`(?i)voip|telephon|telecom|\bsms\b|\bfax\b|overthebox|xdsl|fiber`), account.ForTelephony},
	{regexp.MustCompile(`(?i)public ?cloud|\bpci\b|compute|instance|kubernetes|containers?|object storage|block storage|data &|\bai\b|registry|registries`), account.ForCloud},
	{regexp.MustCompile(`(?i)\bvps\b|virtual private servers?`), account.ForVPS},
	{regexp.MustCompile(`(?i)dedicated ?servers?|bare ?metal`), account.ForDedicated},
	{regexp.MustCompile(`(?i)storage|nas-?ha|backup|ftpback`), account.ForStorage},
	{regexp.MustCompile(`(?i)network|backbone|vrack|switch|router|peering`), account.ForNetwork},
}

// family is a bracket over several products. Web hosting is the greatest of them, and counts where nothing tells more; its
// infrastructure is not that of a building.
var family = regexp.MustCompile(`(?i)web ?cloud`)

// product is what a title is about; empty where no word tells.
func product(title string) account.Product {
	brackets, _ := Head(title)
	if p := first(brackets, ""); p != "" {
		return p
	}
	if !family.MatchString(brackets) {
		return first(title, "")
	}
	return cmp.Or(first(title, account.ForPower), account.ForHosting)
}

// first is the first product that is found in a text, but for one.
func first(text string, without account.Product) account.Product {
	for _, p := range products {
		if p.product != without && p.words.MatchString(text) {
			return p.product
		}
	}
	return ""
}
