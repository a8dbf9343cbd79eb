package ovhapi

import (
	"net/http"

	"vigie/internal/sim/scenario"
)

// The platforms of mail, each of which is a product with a section of its own.
const (
	mxPlan   = "mxplan"
	exchange = "exchange"
	emailPro = "pro"
)

func (a *api) mailRoutes() map[string]route {
	const plan, pro = "/email/domain/{domain}", "/email/pro/{service}"
	const organisation = "/email/exchange/{organizationName}/service"
	const ex = organisation + "/{exchangeService}"
	return map[string]route{
		"/email/domain":        a.mailOf(mxPlan),
		plan:                   a.mailDomain,
		plan + "/serviceInfos": a.mailContract("domain", mxPlan),
		"/email/pro":           a.mailOf(emailPro),
		pro:                    a.mailPro,
		pro + "/server":        a.mailServer("service", emailPro),
		pro + "/domain":        a.mailDomains("service", emailPro),
		pro + "/serviceInfos":  a.mailContract("service", emailPro),
		"/email/exchange":      a.mailOf(exchange),
		organisation:           a.exchangeServices,
		ex:                     a.mailExchange,
		ex + "/server":         a.mailServer("exchangeService", exchange),
		ex + "/domain":         a.mailDomains("exchangeService", exchange),
		ex + "/serviceInfos":   a.mailContract("exchangeService", exchange),
	}
}

// platform is the product of a mail domain; one that the scenario does not name is the plain one.
func platform(m scenario.Mail) string {
	if m.Platform == exchange || m.Platform == emailPro {
		return m.Platform
	}
	return mxPlan
}

// mailOf lists the mail of a product. An organisation of Exchange has here one service, of the same name.
func (a *api) mailOf(product string) route {
	return func(*http.Request) (any, bool) {
		ids := []string{}
		for _, m := range a.estate().Mail {
			if platform(m) == product {
				ids = append(ids, m.ID)
			}
		}
		return ids, true
	}
}

func (a *api) findMail(id, product string) (scenario.Mail, bool) {
	for _, m := range a.estate().Mail {
		if m.ID == id && platform(m) == product {
			return m, true
		}
	}
	return scenario.Mail{}, false
}

func (a *api) exchangeServices(r *http.Request) (any, bool) {
	m, found := a.findMail(r.PathValue("organizationName"), exchange)
	return []string{m.ID}, found
}

func (a *api) mailContract(param, product string) route {
	return func(r *http.Request) (any, bool) {
		m, found := a.findMail(r.PathValue(param), product)
		return a.contract(m.ID), found
	}
}

func (a *api) mailDomains(param, product string) route {
	return func(r *http.Request) (any, bool) {
		m, found := a.findMail(r.PathValue(param), product)
		return []string{m.ID}, found
	}
}

func (a *api) mailDomain(r *http.Request) (any, bool) {
	m, found := a.findMail(r.PathValue("domain"), mxPlan)
	return object{
		"domain": m.ID, "status": "ok", "filerz": 600 + number(m.ID)%50, "offer": "MXPLAN 5", "isMXValid": "valid", "isSPFValid": "valid",
		"creationDate": a.world.Scenario().Start.AddDate(-2, 0, 0), "allowedAccountSize": []int{5_000_000_000}, "linkTo": nil,
		"migratedMXPlanServiceName": nil, "iam": metadata("emailDomain", m.ID),
	}, found
}

// mailService is what Exchange and Email Pro have in common.
func (a *api) mailService(m scenario.Mail, host, kind string) object {
	return object{
		"domain": m.ID, "displayName": m.ID, "hostname": host, "state": "ok", "webUrl": "https://" + host,
		"complexityEnabled": true, "lastUpdateDate": nil, "lockoutDuration": 0, "lockoutObservationWindow": 15, "lockoutThreshold": nil,
		"maxPasswordAge": nil, "minPasswordAge": nil, "minPasswordLength": nil, "maxReceiveSize": 100, "maxSendSize": 100, "taskPendingId": 0,
		"spamAndVirusConfiguration": object{
			"checkDKIM": true, "checkSPF": true, "deleteSpam": false, "deleteVirus": true, "putInJunk": true, "tagSpam": true, "tagVirus": true,
		},
		"iam": metadata(kind, m.ID),
	}
}

func (a *api) mailPro(r *http.Request) (any, bool) {
	m, found := a.findMail(r.PathValue("service"), emailPro)
	v := a.mailService(m, "pro1.mail.example", "emailPro")
	v["offer"] = "emailpro"
	return v, found
}

func (a *api) mailExchange(r *http.Request) (any, bool) {
	m, found := a.findMail(r.PathValue("exchangeService"), exchange)
	v := a.mailService(m, "ex5.mail.example", "emailExchange")
	for _, name := range []string{"cnameDcvRecord", "defaultAuthenticationPolicyId", "defaultSmartHost", "passwordHistoryCount", "sslExpirationDate"} {
		v[name] = nil
	}
	v["adfsChangePassword"], v["offer"] = false, "hosted"
	return v, found
}

func (a *api) mailServer(param, product string) route {
	return func(r *http.Request) (any, bool) {
		m, found := a.findMail(r.PathValue(param), product)
		v := object{
			"ip": m.IP, "ipV6": nil, "state": "ok", "isAValid": true, "isAaaaValid": true, "isPtrValid": true, "isPtrV6Valid": true,
			"currentDiskUsage": nil, "diskSize": nil, "taskPendingId": 0, "version": nil,
		}
		if product == exchange {
			v["commercialVersion"], v["individual2010"], v["owaMfa"] = "2019", false, false
		}
		return v, found
	}
}
