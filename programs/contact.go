package programs

// ReadPhone gives a telephone number as E.164, or a sentence on what is wrong with it.
func ReadPhone(typed string) (e164, sentence string) { return readPhone(typed) }

// ReadEmail gives an e-mail address with its domain in lower case, or a sentence on what is wrong with it.
func ReadEmail(typed string) (address, sentence string) { return readEmail(typed) }
