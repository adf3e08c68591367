def run():
    print("acme")
