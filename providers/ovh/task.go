package ovh

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// hiddenTask is how long a task that was made may not be listed yet: three seconds have been reported, and more.
const hiddenTask = 30 * time.Second

// followTask asks how a task stands. A task is hidden for some seconds after it was made, and may vanish once it is done:
// one that is no longer found is over as far as it can be told.
func (c *Client) followTask(ctx context.Context, p *progress, path, field string) (over bool, err error) {
	var task map[string]any
	err = c.get(ctx, path, &task)
	if api, ok := errors.AsType[*APIError](err); ok && api.Status == http.StatusNotFound {
		if !p.listed && time.Since(p.sent) < hiddenTask {
			p.say("OVHcloud does not list the task yet")
			return false, nil
		}
		return true, nil
	}
	if err != nil {
		return false, err
	}
	p.listed = true
	state, _ := task[field].(string)
	if slices.Contains([]string{"cancelled", "customerError", "ovhError", "error", "problem", "blocked"}, state) {
		why := fmt.Sprintf("OVHcloud has ended the task with %q", state)
		if comment, _ := task["comment"].(string); comment != "" {
			why += ": " + comment
		}
		return false, failedTask{why}
	}
	p.say(fmt.Sprintf("OVHcloud's task is %q", state))
	return state == "done", nil
}
