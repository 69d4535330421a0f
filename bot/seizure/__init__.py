"""What a raid would find: invented people talk to the real server, then everything it could have written is searched.

`sentinels` invents what people say, `forms` how it could be written down, `matcher` finds it, `compressed` looks inside
streams, `files`, `open_files` and `memory` are the places, `server` runs the real thing, `paths` talks to it,
`rounds` puts it together, `report` says what was found and never a sentinel's value. Linux only: it reads /proc.
"""
