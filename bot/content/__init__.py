"""What the bot says about the world: reviewed statements with sources, certainty and dates. No aiohttp, no Rasa."""
