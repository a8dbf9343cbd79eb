package message

//nolint:misspell // it is French
func french() tongue {
	return tongue{
		code: "fr", and: "et", colon: nbsp + ":",
		services: "%d de nos services", others: "%s et %d autres",
		subjects: map[State]string{
			Investigating: "Indisponible actuellement" + nbsp + ": %s", Identified: "Indisponible actuellement" + nbsp + ": %s",
			Monitoring: "De nouveau disponible, sous surveillance" + nbsp + ": %s", Resolved: "De nouveau disponible" + nbsp + ": %s",
		},
		insurers: "Interruption de service %s",
		states: map[State]string{
			Investigating: "En cours d'analyse", Identified: "Identifié", Monitoring: "Surveillance", Resolved: "Résolu",
		},
		down: "Depuis le %s, %s ne fonctionne pas comme d'habitude.", back: "Depuis le %s, tout répond de nouveau" + nbsp + ": %s.",
		over:     "Du %s au %s, %s n'a pas fonctionné comme d'habitude.",
		downMany: "Depuis le %s, %s ne fonctionnent pas comme d'habitude.", overMany: "Du %s au %s, %s n'ont pas fonctionné comme d'habitude.",
		sees: map[kind]string{
			unreachable: "La page ne s'ouvre pas.", errorPage: "Un message d'erreur s'affiche.", whitePage: "Une page vide s'affiche.",
			wrongPage: "Une autre page que d'habitude s'affiche.", warning: "Le navigateur signale une connexion non sécurisée" + nbsp + ": merci de ne pas passer outre.",
			noMail: "Les courriels que vous nous envoyez arrivent en retard.", noMailbox: "Nous ne pouvons pas lire notre courriel actuellement.", stuck: "Une commande ne peut pas être menée à son terme.",
		},
		works:   "Non concerné" + nbsp + ": %s.",
		looking: "Nous en recherchons la cause.", known: "Nous connaissons la cause et y travaillons.",
		host: "notre hébergeur", atHost: "La cause se trouve chez %s.", inTouch: "Nous sommes en contact avec lui.",
		promised:  "Il prévoit un retour d'ici le %s. C'est son annonce, elle peut changer.",
		meanwhile: "En attendant", next: "Nous vous écrirons de nouveau à %s, le %s, même sans nouvelle.",
		follow: "Suivre la situation" + nbsp + ": %s", contact: "Nous joindre" + nbsp + ": %s", sorry: "Nous vous prions de nous excuser pour la gêne occasionnée.",
		watching: "Nous vérifions que cela dure et vous écrirons encore une fois.", resolved: "L'interruption est terminée.",
		order:     "Vous avez commandé chez nous, ou souhaitiez le faire.",
		orderDown: "Merci de ne pas commander ni payer une seconde fois. Dès que nous pourrons consulter de nouveau les commandes, nous vous écrirons au sujet de la vôtre.",
		orderOver: "Nous reprenons maintenant les commandes passées avant et pendant l'interruption, et vous écrirons au sujet de la vôtre. Si vous avez été débité sans recevoir de confirmation, merci de nous le signaler.",
		staff:     "Pour le personnel et les magasins. Merci de ne pas diffuser ce texte.", script: "Que dire au téléphone",
		sayNot:       "Ne dites pas quand cela reviendra, sauf si c'est écrit ici. Ne supposez rien sur les données ni sur les causes. Ne prenez aucun numéro de carte par téléphone ou par courriel.",
		orderOnPhone: "Notez le nom, le numéro et la demande de chaque appelant" + nbsp + "; dites que nous rappellerons.",
		insurer:      "Relevé des faits d'une interruption de service. Toutes les heures sont en %s.",
		interval:     "%s" + nbsp + ": du %s au %s (%s)", ongoing: "%s" + nbsp + ": depuis le %s, en cours (%s)",
		announced: "L'hébergeur l'a annoncée le %s, soit %s après la première panne que nous avons mesurée.",
		silent:    "L'hébergeur ne l'a pas annoncée à ce jour.",
		moved:     "Échéances promises par l'hébergeur" + nbsp + ": %d, dont %d en remplacent une autre" + nbsp + "; la dernière est le %s.",
		spent:     "Frais notés jusqu'ici" + nbsp + ": %s", attached: "Les mesures sont conservées et peuvent être remises sous forme de rapport, avec une chaîne d'empreintes.",
		shortDown: "%s" + nbsp + ": %s hors service depuis %s. %s Prochain point à %s.", shortOver: "%s" + nbsp + ": %s de nouveau en service depuis %s.",
	}
}
