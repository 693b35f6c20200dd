"""Placeholder: the branch `curation` brings the job."""
