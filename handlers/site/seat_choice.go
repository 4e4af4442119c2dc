package site

import (
	"tsudoi/models"
	"tsudoi/templates"
)

// refreshed is a card with what was typed, and the event and its seats as they stand now.
func refreshed(card, now templates.RegisterCard) templates.RegisterCard {
	card.Event, card.Offer, card.Over, card.Room, card.Choices = now.Event, now.Offer, now.Over, now.Room, now.Choices
	card.Fields, card.Order = now.Fields, now.Order
	return card
}

// shutMeanwhile says that the category that was chosen has been shut since the form was shown.
func shutMeanwhile(card templates.RegisterCard) models.Problems {
	p := seatProblems(card)
	p.Add("category", "choice.closed")
	return p
}

// seatProblems says what is wrong with the category that was chosen.
func seatProblems(card templates.RegisterCard) models.Problems {
	p := models.Problems{}
	chosen := card.Chosen()
	switch {
	case chosen.Takes():
	case card.Category == (models.ID{}):
		p.Add("category", "choice.needed")
	case chosen.ID == (models.ID{}):
		p.Add("category", "choice.gone")
	default:
		p.Add("category", "choice.closed")
	}
	return p
}
