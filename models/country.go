package models

import (
	"slices"

	"golang.org/x/text/language"
)

// notCountries are codes of places within a country, of unions, and of countries that are no more: none is in ISO 3166-1 now.
var notCountries = []string{"AC", "AN", "CP", "CQ", "CS", "DG", "EA", "EU", "EZ", "FQ", "IC", "NT", "PC", "QO", "SU", "TA", "UN", "XA", "XB", "YU", "ZZ"}

// Countries lists the countries by their ISO 3166-1 code, in the code's order, with XK, which stands for Kosovo by custom.
var Countries = countries()

func countries() (codes []string) {
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			r, err := language.ParseRegion(code)
			// A code that stands for another one now, such as that of a country that is no more, is not offered.
			if err == nil && r.IsCountry() && r.String() == code && r.Canonicalize() == r && !slices.Contains(notCountries, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// CountryKnown reports whether a code is among them.
func CountryKnown(code string) bool { _, found := slices.BinarySearch(Countries, code); return found }
