package ovh

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"vigie/internal/account"
)

// How often what is read where there are calls enough. Where there are not, all of it comes later: see late.
const (
	often    = time.Minute
	soon     = 2 * time.Minute
	inFive   = 5 * time.Minute
	quarter  = 15 * time.Minute
	hourly   = time.Hour
	sometime = 6 * time.Hour
)

// family is one kind of resource: where its list is, and how one of them is read.
type family struct {
	kind  account.Kind
	many  string // in a sentence
	path  string // of the list
	field string // the name of one in its object
	iam   string // what the account's management calls the kind
	fold  func(*account.Resource, []byte) error
	parts []part
	list  func(context.Context, *Client) ([]entry, error) // nil: the list is read from the path
}

// families are all kinds that have a list of their own, in the order in which they are shown. What belongs to a cloud
// project is read as parts of it.
func families() []family {
	contracts := part{what: "its contract", every: sometime, rank: 4, read: contract}
	return []family{
		{
			kind: account.DedicatedServer, many: "dedicated servers", path: "/dedicated/server", field: "name", iam: "dedicatedServer", fold: foldServer,
			parts: []part{
				{what: "its addresses", every: hourly, rank: 1, read: serverAddresses},
				{what: "its tasks", every: soon, rank: 2, read: serverTasks},
				{what: "its planned interventions", every: quarter, rank: 2, read: plannedInterventions},
				{what: "its backup storage", every: sometime, rank: 3, read: serverBackupStorage},
				contracts,
				{what: "its interventions", every: sometime, rank: 4, read: pastInterventions},
			},
		},
		{
			kind: account.VPS, many: "VPS", path: "/vps", field: "name", iam: "vps", fold: foldVPS,
			parts: []part{
				{what: "its addresses", every: hourly, rank: 1, read: vpsAddresses},
				{what: "its place", every: sometime, rank: 1, read: vpsPlace},
				{what: "its tasks", every: soon, rank: 2, read: vpsTasks},
				{what: "its services", every: inFive, rank: 2, read: vpsHealth},
				{what: "its backups", every: hourly, rank: 3, read: vpsBackups},
				{what: "its backup storage", every: sometime, rank: 3, read: vpsBackupStorage},
				contracts,
			},
		},
		{
			kind: account.CloudProject, many: "cloud projects", path: "/cloud/project", field: "project_id", iam: "publicCloudProject", fold: foldProject,
			parts: []part{
				{what: "its instances", every: often, rank: 1, read: instances, states: true},
				{what: "its additional addresses", every: quarter, rank: 1, read: cloudAddresses},
				{what: "its databases", every: often, rank: 1, read: cloudDatabases, states: true},
				{what: "its volumes", every: often, rank: 2, read: volumes, states: true},
				{what: "its regions", every: soon, rank: 3, read: cloudRegions},
				{what: "its snapshots", every: hourly, rank: 4, read: cloudSnapshots},
				contracts,
			},
		},
		{
			kind: account.WebHosting, many: "web hostings", path: "/hosting/web", field: "serviceName", iam: "webHosting", fold: foldHosting,
			parts: []part{
				{what: "its domains", every: hourly, rank: 1, read: attachedDomains},
				{what: "its tasks", every: inFive, rank: 2, read: hostingTasks},
				contracts,
			},
		},
		{
			kind: account.Database, many: "databases", path: "/hosting/privateDatabase", field: "serviceName", iam: "webCloudDatabases", fold: foldDatabase,
			parts: []part{{what: "its tasks", every: inFive, rank: 2, read: databaseTasks}, {what: "its backups", every: sometime, rank: 3, read: databaseBackups}, contracts},
		},
		{kind: account.Domain, many: "domains", path: "/domain", field: "domain", iam: "domain", fold: foldDomain, parts: []part{{what: "its tasks", every: hourly, rank: 2, read: nameTasks}}},
		{
			kind: account.Zone, many: "zones", path: "/domain/zone", field: "name", iam: "dnsZone", fold: foldZone,
			parts: []part{{what: "its records", every: sometime, rank: 1, read: zoneRecords}, {what: "its tasks", every: hourly, rank: 2, read: nameTasks}},
		},
		{kind: account.MailDomain, many: "mail domains", path: "/email/domain", field: "domain", iam: "emailDomain", fold: foldMailDomain, parts: []part{contracts}},
		{
			kind: account.Exchange, many: "Exchange services", path: "/email/exchange", field: "domain", iam: "emailExchange", fold: foldMailService,
			list: exchangeServices, parts: []part{{what: "its server", every: hourly, rank: 1, read: mailServer}, {what: "its domains", every: hourly, rank: 1, read: mailDomains}, contracts},
		},
		{
			kind: account.EmailPro, many: "Email Pro services", path: "/email/pro", field: "domain", iam: "emailPro", fold: foldMailService,
			parts: []part{{what: "its server", every: hourly, rank: 1, read: mailServer}, {what: "its domains", every: hourly, rank: 1, read: mailDomains}, contracts},
		},
		{kind: account.IPBlock, many: "IP blocks", path: "/ip", field: "ip", iam: "ip", fold: foldBlock},
		{
			kind: account.LoadBalancer, many: "load balancers", path: "/ipLoadbalancing", field: "serviceName", iam: "loadbalancer", fold: foldBalancer,
			parts: []part{{what: "its status", every: soon, rank: 2, read: balancerHealth}, contracts},
		},
		{
			kind: account.NAS, many: "NAS", path: "/dedicated/nasha", field: "serviceName", iam: "nasHA", fold: foldNAS,
			parts: []part{{what: "its tasks", every: quarter, rank: 2, read: nasTasks}, contracts},
		},
	}
}

// metadata is what the API tells of every resource.
type metadata struct {
	DisplayName string `json:"displayName"`
	State       string `json:"state"` // OK, EXPIRED, SUSPENDED, IN_CREATION
}

// state is the word of the product, unless the account's management knows something worse.
func (m metadata) state(product string) string {
	if m.State == hasExpired || m.State == "SUSPENDED" {
		return m.State
	}
	return product
}

// open reads an object into v. One that cannot be understood is an error of that one alone.
func open(raw []byte, v any) error {
	if json.Unmarshal(raw, v) != nil {
		return &APIError{Status: http.StatusOK}
	}
	return nil
}

// contract reads when the contract ends or renews. Whether it renews by itself is not looked at: the API has been seen
// to change its mind about that from one reading to the next.
func contract(ctx context.Context, v *visit) error {
	ends, known := v.client.contractOf(v.path)
	if !known {
		var d struct {
			Expiration string `json:"expiration"`
		}
		if err := v.ask(ctx, "/serviceInfos", &d); err != nil {
			return err
		}
		ends, _ = time.Parse(time.DateOnly, d.Expiration) // a service without an end has none to show
	}
	v.change(func(r *account.Resource) { r.Renews = ends })
	return nil
}

// taskList is where tasks are listed and how one of them is written.
type taskList struct {
	path   string   // under the resource
	filter string   // the name of the state in the query
	open   []string // the states of tasks that are not over
	first  int      // how many of these are asked at first: more than one where people look for work on a machine
	read   func([]byte) (account.Task, error)
}

// tasks reads the tasks that are not over. They are asked for by state, since the list without one goes back to the
// day that the resource was delivered. To save calls one state is asked for in turn, unless there were tasks the last
// time: what is being done shows within as many readings as there are states.
func (v *visit) tasks(ctx context.Context, l taskList) error {
	known := v.row().Tasks
	states := l.open
	switch {
	case known == nil:
		states = l.open[:l.first]
	case len(known) == 0:
		turn := (v.turn() + l.first - 1) % len(l.open)
		states = l.open[turn : turn+1]
	}
	found := []account.Task{}
	for _, state := range states {
		var ids []json.Number
		if _, err := v.askIf(ctx, l.path+"?"+l.filter+"="+state, &ids); err != nil {
			return err
		}
		slices.Reverse(ids) // the newest first
		for _, id := range ids[:min(len(ids), mostTasks)] {
			var raw rawObject
			there, err := v.askIf(ctx, l.path+"/"+id.String(), &raw) // tasks that are done vanish
			if err != nil {
				return err
			}
			if !there {
				continue
			}
			t, err := l.read(raw)
			if err != nil {
				return err
			}
			t.ID = id.String()
			found = append(found, t)
		}
	}
	v.change(func(r *account.Resource) { r.Tasks = found })
	return nil
}

// mostTasks is how many open tasks of one state are read of a resource.
const mostTasks = 10
