package uitest

import (
	"math"
	"time"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// Past is what the history would know of a site of a sample picture: it began 26 days ago, a machine slept for some
// hours, a window was kept for maintenance, and there was an outage or two before the one of tonight.
func Past(snap *estate.Snapshot, site string) *estate.Past {
	now := Moment()
	x, known := snap.Site(site)
	burning := known && x.State == result.Down
	p := &estate.Past{Site: site, Made: now.Add(-2 * time.Second), Step: 5 * time.Minute}
	p.Days, p.Points = days(burning), points(len(site), burning)
	p.Uptime = []estate.Share{
		{Period: 24 * time.Hour, Of: 1, Seen: 0.962},
		{Period: 7 * 24 * time.Hour, Of: 1, Seen: 0.994},
		{Period: 30 * 24 * time.Hour, Of: 0.9998, Seen: 0.8632},
	}
	p.Latency = []estate.Percentiles{
		{Period: 24 * time.Hour, Answers: 2770, P50: 139 * time.Millisecond, P95: 214 * time.Millisecond, P99: 377 * time.Millisecond},
		{Period: 7 * 24 * time.Hour, Answers: 20039, P50: 137 * time.Millisecond, P95: 209 * time.Millisecond, P99: 402 * time.Millisecond},
		{Period: 30 * 24 * time.Hour, Answers: 74580, P50: 138 * time.Millisecond, P95: 211 * time.Millisecond, P99: 1240 * time.Millisecond},
	}
	p.Outages = []estate.Outage{
		{
			From: at(8, 4*time.Hour+10*time.Minute), To: at(8, 4*time.Hour+22*time.Minute), Failure: result.HTTPStatus,
			Reason: "status 503 Service Unavailable, expected 200-299",
		},
		{
			From: at(20, 22*time.Hour+40*time.Minute), To: at(19, 9*time.Hour+5*time.Minute), Failure: result.TCPRefused,
			Reason: "192.0.2.10:443 refuses connections", Gap: 9*time.Hour + 44*time.Minute,
		},
	}
	if burning {
		p.Uptime[0].Of, p.Uptime[1].Of, p.Uptime[2].Of = 0.9479, 0.9928, 0.9974
		p.Outages = append([]estate.Outage{{From: x.Since, Failure: x.Failure, Reason: x.Reason}}, p.Outages...)
	}
	return p
}

// at is a time of the day so many days before the Moment.
func at(daysAgo int, clock time.Duration) time.Time {
	now := Moment()
	return time.Date(now.Year(), now.Month(), now.Day()-daysAgo, 0, 0, 0, 0, now.Location()).Add(clock)
}

func days(burning bool) []estate.Day {
	const whole = 24 * time.Hour
	var out []estate.Day
	for ago := 29; ago >= 0; ago-- {
		d := estate.Day{Date: at(ago, 0), Up: whole}
		switch ago {
		case 29, 28, 27:
			d.Up, d.Unknown = 0, whole
		case 26:
			d.Up, d.Unknown = 10*time.Hour, 14*time.Hour
		case 20:
			d.Up, d.Down, d.Unknown = whole-80*time.Minute, 41*time.Minute, 39*time.Minute
		case 19:
			d.Up, d.Unknown = whole-9*time.Hour-5*time.Minute, 9*time.Hour+5*time.Minute
		case 15:
			d.Up, d.Degraded = whole-40*time.Minute, 40*time.Minute
		case 12:
			d.Up, d.Paused = 0, whole
		case 8:
			d.Up, d.Down = whole-12*time.Minute, 12*time.Minute
		case 1:
			d.Up, d.Unknown = whole-55*time.Minute, 55*time.Minute
		case 0:
			d.Up = Moment().Sub(d.Date)
			if burning {
				d.Up, d.Down = began().Sub(d.Date), Moment().Sub(began())
			}
		}
		out = append(out, d)
	}
	return out
}

// points are the last day in steps of five minutes, each with ten askings; for an hour of last evening nobody asked.
func points(seed int, burning bool) []estate.Point {
	const step = 5 * time.Minute
	var out []estate.Point
	end := Moment().Truncate(step).Add(step)
	for t := end.Add(-24 * time.Hour); t.Before(end); t = t.Add(step) {
		p := estate.Point{Time: t, Answers: 10}
		switch {
		case t.After(at(1, 19*time.Hour+10*time.Minute)) && t.Before(at(1, 20*time.Hour+5*time.Minute)):
			p.Answers = 0
		case burning && t.After(began()):
			p.Answers, p.Failures = 0, 10
		case t.Equal(at(1, 6*time.Hour+30*time.Minute)):
			p.Answers, p.Failures = 9, 1
		}
		if p.Answers > 0 {
			hour := t.Sub(at(1, 0)).Hours()
			busy := 1 + 0.4*math.Exp(-(hour-14)*(hour-14)/18) + 0.08*math.Sin(hour*float64(5+seed))
			p.Mean = time.Duration(130 * busy * float64(time.Millisecond))
			p.Least, p.Most = p.Mean*7/10, p.Mean*3/2
		}
		out = append(out, p)
	}
	return out
}
