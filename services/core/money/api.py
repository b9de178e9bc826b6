from services.core.money.amount import CurrencyMismatch, InvalidMoney, Money, format_money, sum_money
from services.core.money.fields import MoneyField

__all__ = ["CurrencyMismatch", "InvalidMoney", "Money", "MoneyField", "format_money", "sum_money"]
