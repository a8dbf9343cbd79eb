package probes

import (
	"context"
	"net"

	"vigie/internal/result"
)

// settleMail takes a failure of a mail server that says nothing, while the line itself works. Many networks let nobody
// but their own servers out to port 25: when no mail server of others can be reached either, nothing is known.
func (l *Line) settleMail(ctx context.Context, env Env, r result.Result) result.Result {
	_, port, _ := net.SplitHostPort(r.Address) // without an address there is no port
	if l.Mail == nil || len(l.Mail.References) == 0 || r.Check != result.KindSMTP || port != "25" || l.Mail.answers(ctx, env) {
		return r
	}
	r.Evidence = append(r.Evidence, result.Evidence{Name: "seen", Text: string(r.Failure) + ": " + r.Reason})
	return couldNotAsk(r, "nothing can be told from here: no mail server of others answers on port 25 either, which many networks close")
}
