package concern

import (
	"slices"

	"vigie/internal/account"
)

// kindsOf are the kinds of resource that a product is made of; nil for what is nobody's resource, such as the control
// panel.
func kindsOf(p account.Product) []account.Kind {
	switch p {
	case account.ForDedicated:
		return []account.Kind{account.DedicatedServer}
	case account.ForVPS:
		return []account.Kind{account.VPS}
	case account.ForCloud:
		return []account.Kind{account.CloudProject, account.Instance, account.Volume, account.CloudDatabase}
	case account.ForHosting:
		return []account.Kind{account.WebHosting, account.Database}
	case account.ForDatabase:
		return []account.Kind{account.Database, account.CloudDatabase}
	case account.ForMail:
		return []account.Kind{account.MailDomain, account.Exchange, account.EmailPro}
	case account.ForDomain:
		return []account.Kind{account.Domain}
	case account.ForDNS:
		return []account.Kind{account.Zone}
	case account.ForStorage:
		return []account.Kind{account.BackupStorage, account.NAS, account.Volume}
	case account.ForLoadBalancer:
		return []account.Kind{account.LoadBalancer}
	}
	return nil
}

// concerns tells whether a product may be about a kind of resource. What is said of a building itself, its power and its
// network, concerns everything in it, and so does what names no product.
func concerns(p account.Product, k account.Kind) bool {
	switch p {
	case "", account.ForPower, account.ForNetwork:
		return true
	}
	return slices.Contains(kindsOf(p), k)
}
