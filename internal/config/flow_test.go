package config_test

import (
	"slices"
	"testing"
	"time"

	"vigie/internal/result"
	"vigie/probes"
)

func TestAFlow(t *testing.T) {
	checkout := parse(t, whole).Sites[9]
	flow, ok := checkout.Checks[0].Prober.(*probes.Flow)
	if !ok || checkout.Checks[0].Kind != result.KindFlow || checkout.Checks[0].Target != "https://shop.example.com/" {
		t.Fatalf("the checkout is asked by %+v", checkout.Checks)
	}
	if flow.Under != 5*time.Second || flow.User != "u" || flow.Password != "hunter2" || len(flow.Steps) != 4 {
		t.Errorf("the whole: %+v", flow)
	}
	get, post, put, last := flow.Steps[0], flow.Steps[1], flow.Steps[2], flow.Steps[3]
	if get.Method != "GET" || get.Expect.Visible != 20 || get.Redirects != 10 || get.Expect.Contains[0].Text != "basket" ||
		get.Keep[0].Name != "token" || get.Keep[0].Regexp == nil || get.Keep[1] != (probes.Keep{Name: "id", Path: "$.id"}) {
		t.Errorf("the first step: %+v", get)
	}
	want := []probes.FormField{{Name: "sku", Value: "42"}, {Name: "csrf", Value: "{token}"}, {Name: "tag", Value: "a"}, {Name: "tag", Value: "b"}}
	if post.Method != "POST" || !slices.Equal(post.Form, want) || post.Expect.Visible != 0 || !slices.Equal(post.Expect.Allow, []string{"all"}) ||
		post.Expect.Status[0] != (probes.StatusRange{From: 303, To: 303}) {
		t.Errorf("the second step: %+v", post)
	}
	if put.JSON != `{"deep":{"on":true},"list":[1,"{id}",null]}` || put.Header["X-Csrf"] != "{token}" || put.Redirects != 0 {
		t.Errorf("the third step: %+v", put)
	}
	if last.URL != "{id}" || last.Method != "DELETE" {
		t.Errorf("the last step: %+v", last)
	}
	c := parse(t, "sites: [{ flow: [{ get: 'https://u:pw@a.example/x?y=${SHOP_PASSWORD}' }] }]")
	step := c.Sites[0].Checks[0].Prober.(*probes.Flow).Steps[0]
	if step.URL != "https://a.example/x?y=hunter2" || step.Shown != "https://a.example/x?y=${SHOP_PASSWORD}" || step.Password != "pw" || !slices.Equal(step.Hidden, []string{"hunter2"}) || c.Sites[0].Name != "a.example/x" {
		t.Errorf("%+v", step)
	}
}

// What a step does not say itself is as the site says.
func TestAStepHoldsWhatItsSiteSays(t *testing.T) {
	c := parse(t, `sites: [{ protocol: 2, redirects: 3, expect: { visible: 20, allow: shrunk }, flow: [
		{ get: https://a.example/ },
		{ get: https://a.example/own, redirects: 0, expect: { visible: 1, allow: all } },
	] }]`)
	for i, step := range c.Sites[0].Checks[0].Prober.(*probes.Flow).Steps {
		want := []probes.FlowStep{
			{Request: probes.Request{Redirects: 3, Protocol: probes.HTTP2}, Expect: probes.Expect{Visible: 20, Allow: []string{"shrunk"}}},
			{Request: probes.Request{Redirects: 0, Protocol: probes.HTTP2}, Expect: probes.Expect{Visible: 1, Allow: []string{"all"}}},
		}[i]
		if step.Redirects != want.Redirects || step.Protocol != want.Protocol || step.Expect.Visible != want.Expect.Visible || !slices.Equal(step.Expect.Allow, want.Expect.Allow) {
			t.Errorf("step %d: %+v", i+1, step)
		}
	}
}
