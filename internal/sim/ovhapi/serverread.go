package ovhapi

import (
	"fmt"
	"net/http"

	"vigie/internal/sim/scenario"
)

func (a *api) serverRoutes() map[string]route {
	const one = "/dedicated/server/{serviceName}"
	return map[string]route{
		"/dedicated/server":                    a.servers,
		one:                                    a.server,
		one + "/ips":                           a.serverIPs,
		one + "/serviceInfos":                  a.serviceInfos,
		one + "/task":                          a.tasks,
		one + "/task/{taskId}":                 a.serverTask,
		one + "/boot":                          a.netbootIDs,
		one + "/boot/{bootId}":                 a.netboot,
		one + "/features/backupFTP":            a.serverStorage,
		one + "/intervention":                  a.interventionIDs(false),
		one + "/intervention/{interventionId}": a.intervention,
		one + "/plannedIntervention":           a.interventionIDs(true),
		one + "/plannedIntervention/{interventionId}": a.plannedIntervention,
		one + "/ongoing": a.ongoing,
	}
}

// serverStorage is the storage beside a server.
func (a *api) serverStorage(r *http.Request) (any, bool) {
	s, _ := a.findServer(r.PathValue("serviceName"))
	return storage(s.ID, s.Backup), s.Backup != ""
}

// storage is the storage beside a machine; its name tells the place, as the real ones do.
func storage(machine, place string) object {
	return object{
		"ftpBackupName": fmt.Sprintf("ftpback-%s-%d.example", place, number(machine)), "type": "included",
		"quota": object{"unit": "GB", "value": 500}, "usage": object{"unit": "GB", "value": 120}, "readOnlyDate": nil,
	}
}

func (a *api) interventionIDs(planned bool) route {
	return func(r *http.Request) (any, bool) {
		s, found := a.findServer(r.PathValue("serviceName"))
		ids := []int64{}
		for _, i := range a.estate().Interventions {
			if i.Server == s.ID && i.Planned == planned {
				ids = append(ids, i.ID)
			}
		}
		return ids, found
	}
}

func (a *api) findIntervention(r *http.Request, planned bool) (scenario.Intervention, bool) {
	for _, i := range a.estate().Interventions {
		if i.Server == r.PathValue("serviceName") && fmt.Sprint(i.ID) == r.PathValue("interventionId") && i.Planned == planned {
			return i, true
		}
	}
	return scenario.Intervention{}, false
}

func (a *api) intervention(r *http.Request) (any, bool) {
	i, found := a.findIntervention(r, false)
	return object{"interventionId": i.ID, "type": i.Type, "date": i.From}, found
}

func (a *api) plannedIntervention(r *http.Request) (any, bool) {
	i, found := a.findIntervention(r, true)
	status := "todo"
	switch now := a.now(); {
	case now.After(i.To):
		status = "done"
	case now.After(i.From):
		status = "doing"
	}
	return object{
		"id": i.ID, "type": "HARDWARE_UPGRADE_ON_ACTIVE_SERVER", "status": status, "wantedStartDate": i.From, "expectedEndDate": i.To,
	}, found
}

// ongoing are the works on the machine that the API shows: none of the works on power or cooling.
func (a *api) ongoing(r *http.Request) (any, bool) {
	s, found := a.findServer(r.PathValue("serviceName"))
	list := []object{}
	for _, i := range a.estate().Interventions {
		if now := a.now(); i.Server == s.ID && i.Planned && !now.Before(i.From) && now.Before(i.To) {
			list = append(list, object{
				"datacenter": padded(s.Datacenter), "server": s.ID, "description": "Planned intervention", "todoDate": i.From,
			})
		}
	}
	return list, found
}
