package support

import "time"

// next gives the first follow-up behind a moment, counted from the first contact; zero when there is none.
func (f FollowUp) next(contact time.Time, step int, after time.Time) (time.Time, int) {
	for ; step < len(f.After); step++ {
		if due := contact.Add(f.After[step]); due.After(after) {
			return due, step
		}
	}
	for years := step - len(f.After) + 1; f.Yearly && years < 200; years++ {
		if due := contact.AddDate(years, 0, 0); due.After(after) {
			return due, len(f.After) + years - 1
		}
	}
	return time.Time{}, step
}
