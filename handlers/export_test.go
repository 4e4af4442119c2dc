package handlers

// Engine lets a test read the URL table.
var Engine = engine
