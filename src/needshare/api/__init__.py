"""What every endpoint shares: problem answers, idempotency keys, paging, versions, the base of schemas."""
