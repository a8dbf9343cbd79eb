package message

func english() tongue {
	return tongue{
		code: "en", and: "and", colon: ":",
		services: "%d of our services", others: "%s and %d others",
		subjects: map[State]string{
			Investigating: "Not available at present: %s", Identified: "Not available at present: %s",
			Monitoring: "Available again, under watch: %s", Resolved: "Available again: %s",
		},
		insurers: "Interruption of service %s",
		states: map[State]string{
			Investigating: "Investigating", Identified: "Identified", Monitoring: "Monitoring", Resolved: "Resolved",
		},
		down: "Since %s, %s cannot be used as usual.", back: "Since %s everything answers again: %s.",
		over:     "From %s to %s, %s could not be used as usual.",
		downMany: "Since %s, %s cannot be used as usual.", overMany: "From %s to %s, %s could not be used as usual.",
		sees: map[kind]string{
			unreachable: "The page does not open.", errorPage: "An error message is shown.", whitePage: "An empty page is shown.",
			wrongPage: "Another page is shown than the usual one.", warning: "The browser warns of an insecure connection: please do not go on past it.",
			noMail: "Mail that you send us arrives late.", noMailbox: "We cannot read our mail at present.", stuck: "An order cannot be completed.",
		},
		works:   "Not affected: %s.",
		looking: "We are looking for the cause.", known: "We know the cause and are working on it.",
		host: "our hosting provider", atHost: "The cause lies with %s.", inTouch: "We are in touch with them.",
		promised:  "They expect to be back by %s. That is their word, and may change.",
		meanwhile: "In the meantime", next: "We shall write again at %s on %s, also if there is nothing new.",
		follow: "News: %s", contact: "Reach us: %s", sorry: "We are sorry for the inconvenience.",
		watching: "We are watching that it stays so, and shall write once more.", resolved: "The interruption is over.",
		order:     "You have ordered, or wanted to order, with us.",
		orderDown: "Please do not order or pay a second time. As soon as we can see the orders again, we shall write to you about yours.",
		orderOver: "We are now going through the orders that were placed before and during the interruption, and shall write to you about yours. If you were charged and have no confirmation, please tell us.",
		staff:     "For staff and shops. Please do not pass this text on.", script: "What to say on the phone",
		sayNot:       "Do not say when it will be back unless it stands here. Do not guess about data or causes. Take no card numbers on the phone or by mail.",
		orderOnPhone: "Note name, number and wish of every caller; say that we shall call back.",
		insurer:      "Statement of facts about an interruption of service. All times %s.",
		interval:     "%s: from %s to %s (%s)", ongoing: "%s: since %s, still lasting (%s)",
		announced: "The provider announced it on %s, %s after the first failure that we measured.",
		silent:    "The provider has not announced it so far.",
		moved:     "Times that the provider promised: %d, of which %d replaced an earlier one; the present one is %s.",
		spent:     "Costs recorded so far: %s", attached: "The measurements are kept, and can be handed over as a report with a chain of hashes.",
		shortDown: "%s: %s not available since %s. %s Next word at %s.", shortOver: "%s: %s available again since %s.",
	}
}
