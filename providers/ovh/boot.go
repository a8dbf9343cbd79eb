package ovh

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"vigie/internal/account"
)

// Boot is how a server is to start.
type Boot string

// The ways to start a server.
const (
	Restart Boot = "reboot" // as it is set
	Rescue  Boot = "rescue" // from the provider's rescue system
	Disk    Boot = "disk"   // from its disk again
)

// Boot thinks a start of a dedicated server or a VPS through.
func (c *Client) Boot(ctx context.Context, r account.Resource, how Boot, s Surroundings) (*Change, error) {
	ch := &Change{client: c, Plan: account.Plan{Confirm: r.ID}}
	switch how {
	case Restart:
		ch.Title, ch.Undo = "Reboot "+r.ID, ""
	case Rescue:
		ch.Title, ch.Undo = "Start "+r.ID+" from the rescue system", "vigie servers disk "+r.ID
	default:
		ch.Title = "Start " + r.ID + " from its disk again"
	}
	ch.Warnings = append(ch.Warnings, "Whatever runs on it is stopped, and is not asked before.")
	if why := s.dark(r.Place); why != "" {
		ch.Refused = fmt.Sprintf("A start does not help: %s. It would only be carried out when the power is back, and then be in the way of those who start the machines in order.", why)
	}
	for _, t := range r.Tasks {
		ch.Warnings = append(ch.Warnings, fmt.Sprintf("OVHcloud is at work on it already: %s, %s.", t.Function, t.State))
	}
	switch r.Kind {
	case account.DedicatedServer:
		return ch, c.bootServer(ctx, ch, "/dedicated/server/"+url.PathEscape(r.ID), how)
	case account.VPS:
		c.bootVPS(ch, "/vps/"+url.PathEscape(r.ID), how)
		return ch, nil
	}
	return nil, fmt.Errorf("%s is a %s: only a dedicated server and a VPS can be started here", r.ID, r.Kind)
}

func (c *Client) bootServer(ctx context.Context, ch *Change, path string, how Boot) error {
	want := int64(0)
	if how != Restart {
		var err error
		if want, err = c.netboot(ctx, path, how); err != nil {
			return err
		}
		ch.Calls = append(ch.Calls, account.Call{Method: http.MethodPut, Path: path, Body: body(map[string]any{"bootId": want})})
	}
	ch.Calls = append(ch.Calls, account.Call{Method: http.MethodPost, Path: path + "/reboot"})
	ch.End = "the server has started"
	ch.end = func(ctx context.Context, p *progress) error {
		task := p.number(len(p.answers)-1, "taskId")
		over, err := c.followTask(ctx, p, fmt.Sprintf("%s/task/%d", path, task), "status")
		if err != nil || !over {
			return notOver(err)
		}
		return c.serverRuns(ctx, p, path, want)
	}
	return nil
}

// serverRuns tells whether nothing is left to do on a server, it has power, and starts as was wanted.
func (c *Client) serverRuns(ctx context.Context, p *progress, path string, want int64) error {
	for _, state := range []string{"init", "todo", "doing"} {
		var left []int64
		if err := c.get(ctx, path+"/task?function=hardReboot&status="+state, &left); err != nil {
			return err
		}
		if len(left) > 0 {
			p.say("OVHcloud still has a reboot of it on its list")
			return errNotYet
		}
	}
	var now struct {
		Power  string `json:"powerState"`
		BootID int64  `json:"bootId"`
	}
	if err := c.get(ctx, path, &now); err != nil {
		return err
	}
	switch {
	case now.Power != "poweron":
		p.say("the server has no power")
		return errNotYet
	case want != 0 && now.BootID != want:
		return failedTask{"the server was started, but OVHcloud did not keep how it was to start"}
	}
	return nil
}

// netboot finds the number of a way to start. Some rescue systems are listed as internal, and told by their kernel.
func (c *Client) netboot(ctx context.Context, path string, how Boot) (int64, error) {
	types := []string{"harddisk"}
	if how == Rescue {
		types = []string{"rescue", "internal"}
	}
	for _, kind := range types {
		var ids []int64
		if err := c.get(ctx, path+"/boot?bootType="+kind, &ids); err != nil {
			return 0, fmt.Errorf("asking how the server can be started: %w", err)
		}
		for _, id := range ids {
			if kind != "internal" {
				return id, nil
			}
			var boot struct {
				Kernel string `json:"kernel"`
			}
			if err := c.get(ctx, fmt.Sprintf("%s/boot/%d", path, id), &boot); err != nil {
				return 0, fmt.Errorf("asking how the server can be started: %w", err)
			}
			if strings.HasPrefix(boot.Kernel, "rescue") {
				return id, nil
			}
		}
	}
	return 0, fmt.Errorf("OVHcloud offers no way to start this server from its %s", map[Boot]string{Rescue: "rescue system", Disk: "disk"}[how])
}

// bootVPS plans the start of a VPS. Setting how it starts restarts it.
func (c *Client) bootVPS(ch *Change, path string, how Boot) {
	mode, want := map[Boot]string{Rescue: "rescue", Disk: "local"}[how], "running"
	call := account.Call{Method: http.MethodPost, Path: path + "/reboot"}
	if mode != "" {
		call = account.Call{Method: http.MethodPut, Path: path, Body: body(map[string]any{"netbootMode": mode})}
	}
	if how == Rescue {
		want = "rescued"
	}
	ch.Calls = []account.Call{call}
	ch.End = "the machine is " + want
	ch.end = func(ctx context.Context, p *progress) error {
		if task := p.number(0, "id"); task != 0 {
			if over, err := c.followTask(ctx, p, fmt.Sprintf("%s/tasks/%d", path, task), "state"); err != nil || !over {
				return notOver(err)
			}
		}
		var now struct {
			State string `json:"state"`
		}
		if err := c.get(ctx, path, &now); err != nil {
			return err
		}
		if now.State != want {
			p.say(fmt.Sprintf("OVHcloud says that it is %q", now.State))
			return errNotYet
		}
		return nil
	}
}

// notOver is the error of a look at a task that is not over.
func notOver(err error) error {
	if err == nil {
		return errNotYet
	}
	return err
}
