"""Work that follows by itself: leased jobs, a schedule, and the worker that runs them."""
