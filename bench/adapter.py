from newsarchive.extract import blocks, prose, tree, structured, headline

def extract(page, url):
    t = tree.parse(page)
    if t is None: return {}
    o=blocks.outline(t.root)
    body=prose.read(o)
    d=structured.declared(t.root)
    h=headline.headline(o,d,url)
    extract.why=h[:4]
    return {"body": prose.text(body.blocks) if body else None,"title":h[0].value if h else None}
