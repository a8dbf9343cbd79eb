package ovhapi

import (
	"net/http"
	"slices"

	"vigie/internal/sim/scenario"
)

// regionNames are the regions in which a project has something.
func regionNames(p scenario.Project) any {
	names := []string{}
	for _, some := range [][]scenario.CloudThing{p.Instances, p.Volumes, p.Databases, p.Snapshots} {
		for _, x := range some {
			if name := cloudRegion(x.Region); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// region is what the provider says of a region: it is down in the simulation when nothing gets through to one of the
// project's machines there.
func (a *api) region(r *http.Request) (any, bool) {
	p, found := a.findProject(r)
	name := r.PathValue("regionName")
	names, _ := regionNames(p).([]string)
	status := "UP"
	for _, i := range p.Instances {
		if cloudRegion(i.Region) == name && a.world.Silent("instances", i.ID, a.now()) {
			status = "DOWN"
		}
	}
	service := func(what string) object { return object{"name": what, "status": status, "endpoint": ""} }
	return object{
		"name": name, "status": status, "type": "region", "availabilityZones": []string{}, "continentCode": "EU", "countryCode": "fr",
		"datacenterLocation": campus(name), "ipCountries": []string{"fr"}, "services": []object{service("instance"), service("volume")},
	}, found && slices.Contains(names, name)
}
