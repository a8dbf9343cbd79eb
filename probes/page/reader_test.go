package page

import (
	"bytes"
	"io"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// visibleText is what the library's own tree of a document shows: slow, and a judge of the reader.
func visibleText(t testing.TB, source []byte) string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		return ""
	}
	var k ink
	var walk func(n *html.Node, shown bool)
	walk = func(n *html.Node, shown bool) {
		switch n.Type {
		case html.TextNode:
			if shown {
				k.write([]byte(n.Data), false)
			}
			return
		case html.ElementNode:
			t := elementKinds.of(n.DataAtom).traits
			var a attributes
			for _, x := range n.Attr {
				a.take([]byte(x.Key), []byte(x.Val))
			}
			shown = shown && t&unseen == 0 && !isHidden(n.DataAtom, a) && n.Data != "metadata" && (n.Namespace == "" || n.DataAtom != atom.Desc)
			if t&inline == 0 {
				k.space()
				defer k.space()
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, shown)
		}
	}
	walk(doc, true)
	return string(k.composed())
}

// The reader sees what a browser's tree shows, also of markup that is broken in the ways that are out there.
func TestTheReaderSeesWhatATreeShows(t *testing.T) {
	for name, source := range map[string]string{
		"a page":                 "<!doctype html><html><head><title>t</title><style>p{}</style></head><body><h1>A</h1><p>b <b>c</b>d</p></body></html>",
		"no frame at all":        "hello <b>world",
		"words in the head":      "<head>hello<title>t</title></head><p>x",
		"no end tags":            "<ul><li>a<li hidden>b<li>c</ul><p hidden>d<p>e<div>f",
		"a hidden paragraph":     "<p hidden>a<div>b</div>c",
		"a hidden cell":          "<table><tr><td hidden>a<td>b<tr><td>c</table>d",
		"a hidden row":           "<table><tr hidden><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
		"a stray end":            "a</div>b</p>c</span>d</table>e",
		"an end beyond a cell":   "<div hidden>x<table><tr><td></div>y</td></tr></table>z</div>w",
		"nested hidden":          "<div style='DISPLAY: none'><div>a</div>b</div>c",
		"visibility":             "<div style='visibility : hidden;'>a</div>b",
		"a dialog":               "<dialog>a</dialog><dialog open>b</dialog>",
		"scripts":                "<script>a<b</script>c<script>if (x) { document.write('<p>d</p>') }</script>e<SCRIPT SRC=x></SCRIPT >f",
		"a script with a tag":    "<script>var s = '</div>';</script>a",
		"a comment":              "a<!-- b --><!--c--!>d<!-->e<!--->f<!-- -- >g -->h<! i >j<?php k ?>l",
		"a comment without end":  "a<!-- b",
		"a type in the middle":   "a<!doctype html>b",
		"entities":               "caf&eacute; &lt;b&gt; &amp;amp; &#233; &nbsp; &unknown; &amp",
		"quotes in tags":         `<a title="a>b" data-x='c>d'>e</a><p title=f>g</p><i title = "h>i">j</i>`,
		"a tag without end":      "a<p title='b>c",
		"a lone bracket":         "a < b and c > d <3 e<",
		"text in capitals":       "<P HIDDEN>a</P><DIV>b</DIV>",
		"a textarea":             "<textarea><p>a</textarea>b",
		"a title late":           "<body>a<title>b</title>c",
		"a noscript":             "a<noscript><p>b</p></noscript>c",
		"a template":             "a<template><p>b</p></template>c",
		"a picture":              "a<svg><title>b</title><text>c</text><desc>d</desc></svg>e",
		"a closed picture":       "<svg viewBox='0 0 1 1'/>a<svg><path/><g>b</g></svg>c",
		"a list of options":      "<select><option>a<option>b</select>c",
		"definitions":            "<dl><dt>a<dd hidden>b<dt>c</dl>",
		"frames":                 "a<iframe src=x>b</iframe>c",
		"an empty paragraph end": "a</p>b",
		"breaks":                 "a<br>b<br/>c<hr>d<wbr>e",
		"unknown elements":       "<my-app hidden>a<my-other>b</my-other></my-app>c<my-app>d</my-app>",
		"a button":               "<button>a<p>b</button>c",
		"after the end":          "<html><body>a</body></html>b",
		"bodies":                 "<body>a<body>b",
		"spaces":                 "  a \n\t b&nbsp;&#8239;c\u00a0d  ",
		"a lone slash":           "<a/b>c</a/b>d</>e</ f>g",
		"old fonts":              "<center><font color=red>a</font></center>b<marquee>c</marquee>",
		"plain to the end":       "a<plaintext>b<p>c",
		"raw to the end":         "a<style>b",
		"a NUL":                  "a\x00b<p\x00>c",
	} {
		t.Run(name, func(t *testing.T) {
			var r Reader
			got, want := string(r.read([]byte(source)).Text), visibleText(t, []byte(source))
			if got != want {
				t.Errorf("%s\nshows %q, in a tree %q", source, got, want)
			}
			if again := string(r.read([]byte(source)).Text); again != got {
				t.Errorf("read again it shows %q", again)
			}
		})
	}
}

// Depth and length cost no more than their share, whatever stands in a page.
func TestTheReaderIsLinear(t *testing.T) {
	for name, piece := range map[string]string{
		"depth": "<div>", "depth and stray ends": "<div></span>", "bold": "<b>", "cells": "<td>", "lists": "<ul><li>", "brackets": "<", "quotes": "<a b='", "comments": "<!--",
		"ends": "</", "attributes": " a=", "entities": "&amp;", "pictures": "<svg>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r Reader
			r.read([]byte(strings.Repeat(piece, (2<<20)/len(piece))))
		})
	}
}

// However broken a page is, reading it ends, and what is read of it is of use.
func FuzzPage(f *testing.F) {
	for _, s := range []string{
		"", "<p>hello", "<svg><title>x</svg>", "<table><a><table><a>", "<noscript><p>x</noscript>", "\xff\xfeh\x00", "<frameset><frame>",
		strings.Repeat("<b>", 600), "<div id=root></div><script src=a.js>", "<meta http-equiv=refresh content='0;url=x'>", "<title>Index of /</title>",
	} {
		f.Add([]byte(s), "text/html")
	}
	var r Reader
	f.Fuzz(func(t *testing.T, body []byte, kind string) {
		d := r.Read(body, kind, len(body)%2 == 0)
		if runes := len(bytes.Runes(d.Text)); d.Visible < 0 || d.Visible > runes || len(d.own) > len(r.ink.text) {
			t.Errorf("%d visible characters in %d", d.Visible, runes)
		}
		r.Match(d, nil, true, nil)
		d.MainScript(&url.URL{Scheme: "https", Host: "a.example", Path: "/"})
		if _, err := io.WriteString(io.Discard, d.title); err != nil {
			t.Fatal(err)
		}
	})
}
