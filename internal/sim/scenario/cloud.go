package scenario

import (
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Project is a project of the public cloud with what runs in it. In a file:
//
//	projects:
//	  - id: 8a1b2c
//	    name: Shop
//	    instances: [{ id: web1, region: gra11, ip: 192.0.2.30 }]
//	    volumes:   [{ id: data1, region: gra11, on: web1, snapshot: 2021-03-08T02:00:00Z }]
//	    databases: [{ id: orders, region: gra, ip: 192.0.2.31 }]
//	    snapshots: [{ id: web1-monday, region: gra11, snapshot: 2021-03-08T02:00:00Z }]
type Project struct {
	ID, Name  string
	Instances []CloudThing
	Volumes   []CloudThing
	Databases []CloudThing
	Snapshots []CloudThing // of instances
}

// CloudThing is one thing of a project.
type CloudThing struct {
	ID, Region, IP string
	On             string    // of a volume: the instance that it is attached to
	Snapshot       time.Time // of a volume: when its newest was made; of a snapshot: when it was
}

func (p *parser) project(n ast.Node) {
	var x Project
	things := func(to *[]CloudThing, kind string) func(ast.Node) {
		return p.each(kind, func(n ast.Node) { *to = append(*to, p.cloudThing(n, kind)) })
	}
	p.r.Fields(n, "a project", fields{
		"id": p.id(&x.ID, "projects"), "name": p.text(&x.Name, "name"), "instances": things(&x.Instances, "instances"),
		"volumes": things(&x.Volumes, "volumes"), "databases": things(&x.Databases, "cloud databases"),
		"snapshots": things(&x.Snapshots, "snapshots"),
	})
	p.sc.Estate.Projects = append(p.sc.Estate.Projects, x)
}

func (p *parser) cloudThing(n ast.Node, kind string) CloudThing {
	var x CloudThing
	p.r.Fields(n, "one of the "+kind, fields{
		"id": p.id(&x.ID, kind), "region": p.text(&x.Region, "region"), "ip": p.address(&x.IP, "ip", 4),
		"snapshot": p.moment(&x.Snapshot, "snapshot"),
		"on": func(n ast.Node) {
			x.On = p.r.String(n, "on")
			p.mention(n, "instances", x.On)
		},
	})
	return x
}
