"""Open Referral UK 3.x and HSDS 3.x, in and out.

Out: `feed` holds the checked organisations as services (`exporting`), a page at a time. In: `importing` reads a file,
a folder or an endpoint (`documents`, `endpoint`), refuses what is malformed or hostile (`validation`, `proposals`), and
writes the rest as proposals that no person is shown until somebody has checked them (`bot.directory.review`).
"""
