def main():
    print("acme")
