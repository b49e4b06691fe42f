"""What outlives a call for a while: signed thoughts, stored responses, and the shelf both stand on."""
