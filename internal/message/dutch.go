package message

func dutch() tongue {
	return tongue{
		code: "nl", and: "en", colon: ":",
		services: "%d van onze diensten", others: "%s en %d andere",
		subjects: map[State]string{
			Investigating: "Momenteel niet beschikbaar: %s", Identified: "Momenteel niet beschikbaar: %s",
			Monitoring: "Opnieuw beschikbaar, onder opvolging: %s", Resolved: "Opnieuw beschikbaar: %s",
		},
		insurers: "Onderbreking van de dienst %s",
		states: map[State]string{
			Investigating: "In onderzoek", Identified: "Oorzaak bekend", Monitoring: "Opvolging", Resolved: "Opgelost",
		},
		down: "Sinds %s werkt %s niet zoals gewoonlijk.", back: "Sinds %s antwoordt alles opnieuw: %s.",
		over:     "Van %s tot %s werkte %s niet zoals gewoonlijk.",
		downMany: "Sinds %s werken %s niet zoals gewoonlijk.", overMany: "Van %s tot %s werkten %s niet zoals gewoonlijk.",
		sees: map[kind]string{
			unreachable: "De pagina opent niet.", errorPage: "Er verschijnt een foutmelding.", whitePage: "Er verschijnt een lege pagina.",
			wrongPage: "Er verschijnt een andere pagina dan gewoonlijk.", warning: "De browser waarschuwt voor een onveilige verbinding: ga niet verder.",
			noMail: "E-mails die u ons stuurt, komen later aan.", noMailbox: "Wij kunnen onze e-mail momenteel niet lezen.", stuck: "Een bestelling kan niet worden afgerond.",
		},
		works:   "Niet getroffen: %s.",
		looking: "Wij zoeken de oorzaak.", known: "Wij kennen de oorzaak en werken eraan.",
		host: "onze hostingprovider", atHost: "De oorzaak ligt bij %s.", inTouch: "Wij zijn met hen in contact.",
		promised:  "Die verwacht terug te zijn tegen %s. Dat is hun aankondiging en kan nog wijzigen.",
		meanwhile: "Intussen", next: "Wij schrijven u opnieuw om %s op %s, ook als er geen nieuws is.",
		follow: "Volg de situatie: %s", contact: "Bereik ons: %s", sorry: "Onze verontschuldigingen voor het ongemak.",
		watching: "Wij volgen op dat dit zo blijft en schrijven u nog eenmaal.", resolved: "De onderbreking is voorbij.",
		order:     "U hebt bij ons besteld of wilde dat doen.",
		orderDown: "Bestel of betaal alstublieft geen tweede keer. Zodra wij de bestellingen opnieuw kunnen inzien, schrijven wij u over die van u.",
		orderOver: "Wij overlopen nu de bestellingen van voor en tijdens de onderbreking en schrijven u over die van u. Werd er een bedrag afgeschreven zonder bevestiging, laat het ons dan weten.",
		staff:     "Voor personeel en winkels. Geef deze tekst niet door.", script: "Wat zegt u aan de telefoon",
		sayNot:       "Zeg niet wanneer het terug is, tenzij het hier staat. Gis niet over gegevens of oorzaken. Neem geen kaartnummers aan via telefoon of e-mail.",
		orderOnPhone: "Noteer naam, nummer en vraag van elke beller; zeg dat wij terugbellen.",
		insurer:      "Feitenrelaas van een onderbreking van de dienst. Alle tijden in %s.",
		interval:     "%s: van %s tot %s (%s)", ongoing: "%s: sinds %s, duurt nog voort (%s)",
		announced: "De provider kondigde het aan op %s, %s na de eerste storing die wij maten.",
		silent:    "De provider heeft het tot nu toe niet aangekondigd.",
		moved:     "Tijdstippen die de provider beloofde: %d, waarvan %d een eerder vervingen; het huidige is %s.",
		spent:     "Kosten tot nu toe genoteerd: %s", attached: "De metingen worden bewaard en kunnen worden bezorgd als verslag met een keten van hashes.",
		shortDown: "%s: %s niet beschikbaar sinds %s. %s Volgend bericht om %s.", shortOver: "%s: %s opnieuw beschikbaar sinds %s.",
	}
}
