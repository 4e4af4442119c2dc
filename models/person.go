package models

// NameKey finds a person by name in the directory: width, case and spaces do not count.
func NameKey(name string) string { return foldName(name) }
