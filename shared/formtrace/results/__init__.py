"""What a job answers: the result document and the files beside it."""
