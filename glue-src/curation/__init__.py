"""The curation job: raw files of events become one Delta table per contract, each event once."""
