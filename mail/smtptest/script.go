package smtptest

import (
	"strings"
	"sync"
)

// Stage is a point of the conversation at which a script may answer.
type Stage string

const (
	Greeting Stage = "greeting" // before the server's first line
	Hello    Stage = "hello"
	TLS      Stage = "tls"  // STARTTLS
	Auth     Stage = "auth" // the command AUTH
	Mail     Stage = "mail"
	Rcpt     Stage = "rcpt"
	Data     Stage = "data" // the command DATA
	Body     Stage = "body" // the first line of a letter has come; any answer ends the connection
	End      Stage = "end"  // the whole letter has arrived
	Reset    Stage = "rset"
	Quit     Stage = "quit"
)

// Answers that are no replies. At End they come after the letter has been taken over, as when only the answer is lost.
const (
	Silence = "(silence)" // say nothing and read nothing more until the other side gives up
	Drop    = "(drop)"    // cut the connection
)

// Call is what a script is asked about.
type Call struct {
	Stage    Stage
	N        int    // how often this stage was reached on this server, counted from 1
	Conn     int    // the connection, counted from 1
	From, To string // the envelope as far as it is known; at Mail and Rcpt with the address just given
}

// Script gives the server's answer: a reply such as "550 5.1.1 no such user", Silence, Drop, or "" to leave it to others. A reply
// with 421 also ends the connection. Scripts may be called from several connections at once.
type Script func(Call) string

func (f Script) apply(s *Server) { s.scripts = append(s.scripts, f) }

// Always answers every call of a stage.
func Always(at Stage, answer string) Script {
	return func(c Call) string {
		if c.Stage == at {
			return answer
		}
		return ""
	}
}

// Nth answers the nth call of a stage, counted from 1 over all connections.
func Nth(at Stage, n int, answer string) Script {
	return func(c Call) string {
		if c.Stage == at && c.N == n {
			return answer
		}
		return ""
	}
}

// Every answers each nth call of a stage.
func Every(at Stage, n int, answer string) Script {
	return func(c Call) string {
		if c.Stage == at && c.N%n == 0 {
			return answer
		}
		return ""
	}
}

// RefuseTo refuses the recipients that match, for good.
func RefuseTo(match func(address string) bool) Script {
	return func(c Call) string {
		if c.Stage == Rcpt && match(c.To) {
			return "550 5.1.1 no such user here"
		}
		return ""
	}
}

// Greylist refuses each recipient the first time.
func Greylist() Script {
	var mu sync.Mutex
	seen := map[string]bool{}
	return func(c Call) string {
		if c.Stage != Rcpt {
			return ""
		}
		mu.Lock()
		defer mu.Unlock()
		address := strings.ToLower(c.To)
		if seen[address] {
			return ""
		}
		seen[address] = true
		return "450 4.7.1 greylisted, come back later"
	}
}

// call asks the scripts.
func (s *Server) call(c Call) string {
	s.mu.Lock()
	s.counts[c.Stage]++
	c.N = s.counts[c.Stage]
	s.mu.Unlock()
	for _, f := range s.scripts {
		if a := f(c); a != "" {
			return a
		}
	}
	return ""
}
