package account_test

import (
	"testing"

	"tsudoi/models/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }
