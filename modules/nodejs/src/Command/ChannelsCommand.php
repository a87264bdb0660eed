<?php

declare(strict_types=1);

namespace Drupal\nodejs\Command;

use Drupal\nodejs\Console;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Style\SymfonyStyle;

/**
 * List the channels that have listeners.
 *
 * For core's own command line, "dr", of Drupal 11.4 and later.
 */
#[AsCommand(name: 'nodejs:channels', description: 'List the channels that have listeners.')]
final class ChannelsCommand extends Command {

  public function __construct(
    private readonly Console $console,
  ) {
    parent::__construct();
  }

  /**
   * {@inheritdoc}
   */
  protected function configure(): void {
    $this->addArgument('prefix', InputArgument::OPTIONAL, 'What their names begin with.', '');
  }

  /**
   * {@inheritdoc}
   */
  protected function execute(InputInterface $input, OutputInterface $output): int {
    $io = new SymfonyStyle($input, $output);
    $io->table(['Channel', 'Listeners'], array_map(array_values(...), $this->console->channels((string) $input->getArgument('prefix'))));
    return Command::SUCCESS;
  }

}
