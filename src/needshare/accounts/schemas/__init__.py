"""What the API says of people, and what it is told of them."""
