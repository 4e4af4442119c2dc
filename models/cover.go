package models

import "hash/fnv"

// CoverHues names the colours that an event's cover may have. Pages show each through a class of their style sheet. Cancelled events
// have one of their own, which nobody can choose.
var CoverHues = []string{"ai", "nando", "matsuba", "shu", "kuri", "budo", "fuji"}

// CoverPatterns names the line patterns of covers: linked rings, waves, hemp leaf, basket weave.
var CoverPatterns = []string{"shippo", "seigaiha", "asanoha", "kagome"}

// CoverOf gives an event whose cover nobody chose one of its own, always the same for the same slug.
func CoverOf(slug string) (hue, pattern string) {
	h := fnv.New32a()
	h.Write([]byte(slug))
	n := int(h.Sum32() >> 1)
	return CoverHues[n%len(CoverHues)], CoverPatterns[n/len(CoverHues)%len(CoverPatterns)]
}
