package ovhapi

import (
	"sync"
	"time"

	"vigie/internal/sim"
	"vigie/internal/sim/scenario"
)

// state is what was changed through the API since it began to be served. The scenario itself is never changed.
type state struct {
	mu      sync.Mutex
	last    int64 // the newest number that was given to anything
	zones   map[string]*zone
	boots   map[string]int64  // how servers start, by ID
	modes   map[string]string // how VPS start
	tasks   []task
	written []*written // tickets that were opened, or written in
	permits []*permit
	fail    bool // tasks that are ordered from now on end with an error
}

// firstNumber is above all numbers of a scenario.
const firstNumber = 900_000

func newState() *state {
	return &state{
		last: firstNumber, zones: make(map[string]*zone), boots: make(map[string]int64), modes: make(map[string]string),
	}
}

// next gives a number that nothing else has. The state must be locked.
func (s *state) next() int64 {
	s.last++
	return s.last
}

// task is work that was ordered through the API.
type task struct {
	id       int64
	service  string
	function string
	at       time.Time
	fails    bool   // it ends with an error of the provider's
	stuck    bool   // it waits for ever: nobody can reach the machine
	to       string // where an address is to lead; empty of other tasks
}

// How a task goes on: it is hidden at first, as the real ones are, and then takes its time.
const (
	taskHidden = 4 * time.Second
	taskTodo   = 10 * time.Second
	taskDoing  = 20 * time.Second
	taskDone   = 90 * time.Second
)

// status is how a task stands at a moment; false while it is hidden.
func (t task) status(now time.Time) (string, bool) {
	switch age := now.Sub(t.at); {
	case age < taskHidden:
		return "", false
	case age < taskTodo:
		return "init", true
	case age < taskDoing || t.stuck:
		return "todo", true
	case age < taskDone:
		return "doing", true
	case t.fails:
		return "ovhError", true
	}
	return "done", true
}

// ended tells whether nothing more is done of a task at a moment.
func (t task) ended(now time.Time) bool { return !t.stuck && now.Sub(t.at) >= taskDone }

// ordered are the tasks of a service that can be seen, in the words that the world has for tasks.
func (a *api) ordered(service string) []sim.PostedTask {
	a.state.mu.Lock()
	defer a.state.mu.Unlock()
	var list []sim.PostedTask
	for _, t := range a.state.tasks {
		status, seen := t.status(a.now())
		if t.service == service && seen {
			list = append(list, sim.PostedTask{
				ID: int(t.id), At: t.at, Task: scenario.Task{Service: t.service, Function: t.function, Status: status},
			})
		}
	}
	return list
}

// order begins a task. The state must be locked.
func (s *state) order(service, function string, at time.Time) *task {
	s.tasks = append(s.tasks, task{id: s.next(), service: service, function: function, at: at, fails: s.fail})
	return &s.tasks[len(s.tasks)-1]
}
